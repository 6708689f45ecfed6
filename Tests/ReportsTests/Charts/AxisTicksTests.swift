import Testing

@testable import Reports

struct AxisTicksTests {
    @Test func `ticks are round and cover the range`() {
        #expect(AxisTicks.cover(0...1) == [0, 0.5, 1])
        #expect(AxisTicks.cover(3...97) == [0, 50, 100])
        #expect(AxisTicks.cover(0...40) == [0, 10, 20, 30, 40])
    }

    @Test(arguments: [0.0, 1, -3, 1e-9, 1e12])
    func `one value alone still has an axis`(value: Double) {
        let ticks = AxisTicks.cover(value...value)
        #expect(ticks.count > 1)
        #expect((ticks.first ?? .infinity) <= value && value <= (ticks.last ?? -.infinity))
    }
}
