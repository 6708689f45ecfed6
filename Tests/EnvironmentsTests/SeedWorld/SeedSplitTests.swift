import Experience
import Testing

@testable import Environments

struct SeedSplitTests {
    let world = SeedWorld()

    @Test func `pretraining text asks nothing that is held out or in the pool`() {
        var asked: Set<String> = []
        var questions: Set<Substring> = []
        for index in 0..<60_000 {
            let document = world.document(index: index, seed: 0)
            asked.formUnion(document.itemKeys)
            guard document.style != nil else { continue }
            for part in document.text.split(separator: "Question: ") {
                if let question = part.split(separator: "\nAnswer:").first { questions.insert(question) }
            }
        }
        // 92 of 100 documents ask something, rambles several things, and few keys are met twice.
        #expect(asked.count > 20_000)
        #expect(questions.count > 30_000)
        for split in [SeedSplit.heldOut, .pool] {
            let problems =
                split == .heldOut
                ? world.heldOutSet(perFamily: 200, families: SeedFamily.allCases)
                : world.pool(perFamily: 200, families: SeedFamily.allCases)
            #expect(problems.count > 1_500)
            for problem in problems {
                #expect(!asked.contains(String(problem.provenance.dropFirst("seed-world: ".count))))
                #expect(!questions.contains(Substring(problem.question)), "\(problem.question)")
            }
        }
    }

    @Test func `the pool and the held-out set share no item`() {
        let heldOut = Set(world.heldOutSet(perFamily: 300, families: SeedFamily.allCases).map(\.provenance))
        let pool = Set(world.pool(perFamily: 300, families: SeedFamily.allCases).map(\.provenance))
        #expect(heldOut.isDisjoint(with: pool))
    }

    @Test func `commuted operands and stories about a sum share the key of the sum`() {
        #expect(OperationKey.sum(38, 47) == "add 38 47")
        #expect(OperationKey.sum(47, 38) == "add 38 47")
        #expect(OperationKey.product(46, 7) == OperationKey.product(7, 46))
        var generator = SeededGenerator(seed: 1)
        var stories = 0
        for _ in 0..<200 {
            guard let item = WordProblemSource.draw(&generator, accepts: { $0.hasPrefix("add ") }) else { continue }
            stories += 1
            let operands = item.key.split(separator: " ").compactMap { Int($0) }
            #expect(Int(item.answer) == operands[0] + operands[1])
        }
        #expect(stories > 20)
    }

    @Test func `about a tenth of the items fall in each small split`() {
        var counts: [SeedSplit: Int] = [:]
        for a in 10...99 { for b in a...99 { counts[SeedSplit(key: OperationKey.sum(a, b)), default: 0] += 1 } }
        // 90·91/2 = 4095 sums; a tenth is 409.5, with a standard deviation of √(4095·0.09) = 19.2.
        #expect(abs((counts[.heldOut] ?? 0) - 410) < 80)
        #expect(abs((counts[.pool] ?? 0) - 410) < 80)
    }
}
