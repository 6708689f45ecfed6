internal import Experience

/// Small stories with one operation or two. A story's key is that of its arithmetic, without names,
/// so that a held-out sum is not met in pretraining dressed as a story.
enum WordProblemSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let kind = generator.int(in: 0...9)
        let cast = Cast(&generator)
        return switch kind {
        case 0...2: sum(&generator, cast, accepts)
        case 3...5: difference(&generator, cast, accepts)
        case 6...7: product(&generator, cast, accepts)
        case 8: sumThenDifference(&generator, cast, accepts)
        default: productThenSum(&generator, cast, accepts)
        }
    }

    /// Who and what a story is about.
    struct Cast {
        var name: String
        var friend: String
        var thing: String
        var holder: String

        static let names = [
            "Tom", "Ana", "Ben", "Mia", "Leo", "Eva", "Sam", "Ida", "Max", "Zoe", "Ali", "Kim", "Jo", "Nia", "Raj",
            "Lea",
        ]
        static let things = [
            "apples", "books", "coins", "cards", "pens", "eggs", "stamps", "shells", "beads", "nuts", "cups", "balls",
            "pears", "stones", "plums", "keys",
        ]
        static let holders = ["boxes", "bags", "trays", "baskets", "jars", "rows"]

        init(_ generator: inout SeededGenerator) {
            let first = generator.int(in: 0...Self.names.count - 1)
            let second = (first + generator.int(in: 1...Self.names.count - 1)) % Self.names.count
            name = Self.names[first]
            friend = Self.names[second]
            thing = generator.element(of: Self.things)
            holder = generator.element(of: Self.holders)
        }
    }

    private static func sum(_ g: inout SeededGenerator, _ c: Cast, _ accepts: (String) -> Bool) -> SeedItem? {
        let (a, b) = (g.int(in: 3...79), g.int(in: 3...49))
        let key = OperationKey.sum(a, b)
        guard accepts(key) else { return nil }
        let question =
            switch g.int(in: 0...5) {
            case 0: "\(c.name) has \(a) \(c.thing) and gets \(b) more. How many \(c.thing) are there now?"
            case 1: "\(c.name) has \(a) \(c.thing). \(c.friend) has \(b) \(c.thing). How many do they have together?"
            case 2: "There are \(a) \(c.thing) here and \(b) \(c.thing) there. How many in all?"
            case 3: "\(c.name) found \(a) \(c.thing) on Monday and \(b) on Tuesday. How many in all?"
            case 4: "A shop sold \(a) \(c.thing) and then \(b) more. How many did it sell?"
            default: "\(c.friend) gives \(b) \(c.thing) to \(c.name), who had \(a). How many does \(c.name) have now?"
            }
        return SeedItem(
            key: key, question: question, answer: "\(a + b)", working: ColumnArithmetic.addition(a, b),
            mistakes: NearMiss.whole(a + b, also: [abs(a - b), NearMiss.sumWithoutCarry(a, b)]))
    }

    private static func difference(_ g: inout SeededGenerator, _ c: Cast, _ accepts: (String) -> Bool) -> SeedItem? {
        let (rest, b) = (g.int(in: 2...59), g.int(in: 2...39))
        let a = rest + b
        let key = OperationKey.difference(a, b)
        guard accepts(key) else { return nil }
        let question =
            switch g.int(in: 0...5) {
            case 0: "\(c.name) has \(a) \(c.thing) and gives \(b) to \(c.friend). How many are left?"
            case 1: "There were \(a) \(c.thing). \(c.name) took \(b). How many are left?"
            case 2: "\(c.name) has \(a) \(c.thing). \(c.friend) has \(b) fewer. How many does \(c.friend) have?"
            case 3: "A shop had \(a) \(c.thing) and sold \(b). How many remain?"
            case 4: "\(c.name) lost \(b) of \(a) \(c.thing). How many remain?"
            default: "\(c.name) needs \(a) \(c.thing) and has \(b). How many are missing?"
            }
        return SeedItem(
            key: key, question: question, answer: "\(rest)", working: ColumnArithmetic.subtraction(a, b),
            mistakes: NearMiss.whole(rest, also: [a + b, NearMiss.differenceWithoutBorrow(a, b)]))
    }

    private static func product(_ g: inout SeededGenerator, _ c: Cast, _ accepts: (String) -> Bool) -> SeedItem? {
        let (a, b) = (g.int(in: 2...9), g.int(in: 3...29))
        let key = OperationKey.product(a, b)
        guard accepts(key) else { return nil }
        let question =
            switch g.int(in: 0...3) {
            case 0: "There are \(a) \(c.holder) with \(b) \(c.thing) each. How many \(c.thing) in all?"
            case 1: "\(c.name) buys \(a) \(c.holder) of \(b) \(c.thing). How many \(c.thing) is that?"
            case 2: "Each day \(c.name) finds \(b) \(c.thing). How many in \(a) days?"
            default: "\(c.name) fills \(a) \(c.holder) with \(b) \(c.thing) each. How many \(c.thing)?"
            }
        return SeedItem(
            key: key, question: question, answer: "\(a * b)", working: ColumnArithmetic.multiplication(a, b),
            mistakes: NearMiss.whole(a * b, also: [a + b, a * b + a]))
    }

    private static func sumThenDifference(
        _ g: inout SeededGenerator, _ c: Cast, _ accepts: (String) -> Bool
    ) -> SeedItem? {
        let (a, b) = (g.int(in: 5...40), g.int(in: 3...30))
        let taken = g.int(in: 2...9)
        guard taken < a + b else { return nil }
        let key = "add-subtract \(min(a, b)) \(max(a, b)) \(taken)"
        guard accepts(key) else { return nil }
        let question =
            switch g.int(in: 0...2) {
            case 0: "\(c.name) has \(a) \(c.thing), gets \(b) more and loses \(taken). How many are left?"
            case 1: "\(c.name) had \(a) \(c.thing) and found \(b). Then \(c.friend) took \(taken). How many are left?"
            default: "A shop has \(a) \(c.thing), gets \(b) and sells \(taken). How many remain?"
            }
        return SeedItem(
            key: key, question: question, answer: "\(a + b - taken)",
            working: "\(ColumnArithmetic.addition(a, b)) \(ColumnArithmetic.subtraction(a + b, taken))",
            mistakes: NearMiss.whole(a + b - taken, also: [a + b, a + b + taken]))
    }

    private static func productThenSum(
        _ g: inout SeededGenerator, _ c: Cast, _ accepts: (String) -> Bool
    ) -> SeedItem? {
        let (a, b, more) = (g.int(in: 2...9), g.int(in: 2...9), g.int(in: 2...19))
        let key = "multiply-add \(min(a, b)) \(max(a, b)) \(more)"
        guard accepts(key) else { return nil }
        let question =
            switch g.int(in: 0...2) {
            case 0: "\(c.name) has \(a) \(c.holder) of \(b) \(c.thing) and \(more) more. How many \(c.thing)?"
            case 1: "There are \(a) \(c.holder) with \(b) \(c.thing) each. \(c.name) adds \(more). How many now?"
            default: "\(c.name) buys \(a) \(c.holder) of \(b) \(c.thing). \(c.friend) brings \(more). How many in all?"
            }
        return SeedItem(
            key: key, question: question, answer: "\(a * b + more)",
            working: "\(ColumnArithmetic.multiplication(a, b)) \(ColumnArithmetic.addition(a * b, more))",
            mistakes: NearMiss.whole(a * b + more, also: [a * b, a + b + more]))
    }
}
