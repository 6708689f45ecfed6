import Sandbox
import Testing

@testable import Environments

struct ProgramMeasureTests {
    @Test func `decisions and distance`() async throws {
        let measure = ProgramMeasure(sandbox: try await Sandbox())
        let plain = "def f(x): return x + 1"
        // One, and no decision; the same program is no distance away.
        let same = try #require(await measure.figures(of: plain, against: [plain]))
        #expect(abs(same.complexity - 1.0 / 15) < 1e-9 && same.distance == 0)
        // One, a loop, an if, and one `and` of two.
        let branching = "def f(x):\n    for i in range(x):\n        if i and x:\n            return 'it\\'s'\n    return 0"
        let figures = try #require(await measure.figures(of: branching, against: []))
        #expect(abs(figures.complexity - 4.0 / 15) < 1e-9 && figures.distance == 1)
        #expect(try #require(await measure.figures(of: branching, against: [plain, branching])).distance < 0.5)
        #expect(await measure.figures(of: "def f(", against: []) == nil)
    }
}
