import Testing

@testable import Recipes

struct NearestKeyTests {
    @Test func `distances are counts of edits`() {
        #expect(NearestKey.distance("", "abc") == 3)
        #expect(NearestKey.distance("abc", "abc") == 0)
        // kitten, sitten, sittin, sitting
        #expect(NearestKey.distance("kitten", "sitting") == 3)
    }

    @Test func `a slip finds its key and nonsense finds none`() {
        let known = ["learning_rate", "weight_decay", "seed"]
        #expect(NearestKey.nearest(to: "learningrate", among: known) == "learning_rate")
        #expect(NearestKey.nearest(to: "sede", among: known) == "seed")
        #expect(NearestKey.nearest(to: "wibble", among: known) == nil)
        #expect(NearestKey.nearest(to: String(repeating: "a", count: 10_000), among: known) == nil)
        #expect(NearestKey.nearest(to: "x", among: []) == nil)
    }
}
