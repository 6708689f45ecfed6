import Experience
import Testing

@testable import Environments

struct SeedWorldTests {
    let world = SeedWorld()

    @Test func `the same index and seed give the same text`() {
        #expect(world.document(index: 7, seed: 3) == world.document(index: 7, seed: 3))
        #expect(world.document(index: 7, seed: 3) != world.document(index: 8, seed: 3))
        #expect(world.document(index: 7, seed: 3) != world.document(index: 7, seed: 4))
    }

    @Test func `styles come in the shares of the mixture, whatever the family`() {
        var counts: [String: [AnswerStyle: Double]] = [:]
        for index in 0..<40_000 {
            let document = world.document(index: index, seed: 1)
            guard let style = document.style else { continue }
            counts[document.family, default: [:]][style, default: 0] += 1
        }
        for family in [SeedFamily.addition, .subtraction, .multiplication, .wordProblem] {
            let shares = counts[family.rawValue] ?? [:]
            let total = shares.values.reduce(0, +)
            // At least 3,400 documents: a standard deviation below √(.25/3400) = .0086.
            #expect(abs((shares[.worked] ?? 0) / total - 0.34) < 0.035, "\(family) \(shares)")
            #expect(abs((shares[.quick] ?? 0) / total - 0.32) < 0.035, "\(family) \(shares)")
            #expect(abs((shares[.ramble] ?? 0) / total - 0.10) < 0.035, "\(family) \(shares)")
        }
    }

    @Test func `worked answers are right, quick ones wrong in six of ten`() {
        var wrong = 0.0
        var quick = 0.0
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<4_000 {
            for family in [SeedFamily.addition, .fraction, .equation] {
                let item = family.item(&generator, split: .pretraining)
                #expect(AnswerText.worked(item, &generator).hasSuffix(" \\boxed{\(item.answer)}"))
                quick += 1
                if !AnswerText.quick(item, errorRate: 0.6, &generator).hasSuffix("\\boxed{\(item.answer)}") {
                    wrong += 1
                }
            }
        }
        // 12,000 draws: standard deviation √(.24/12000) = .0045.
        #expect(abs(wrong / quick - 0.6) < 0.02)
    }

    @Test func `no near miss is right`() {
        var generator = SeededGenerator(seed: 9)
        for family in SeedFamily.allCases {
            for _ in 0..<500 {
                let item = family.item(&generator, split: .pretraining)
                #expect(!item.mistakes.isEmpty, "\(item)")
                #expect(!item.mistakes.contains(item.answer), "\(item)")
                #expect(!item.mistakes.contains(""), "\(item)")
            }
        }
    }

    @Test func `working ends in the answer it leads to`() {
        var generator = SeededGenerator(seed: 11)
        for family in [SeedFamily.addition, .subtraction, .multiplication, .equation, .sequence, .wordProblem] {
            for _ in 0..<300 {
                let item = family.item(&generator, split: .pretraining)
                #expect(item.working.hasSuffix("so \(item.answer)."), "\(item)")
                #expect(item.working.utf8.count < 90, "\(item)")
            }
        }
    }

    @Test func `polynomials know their derivatives`() {
        // d/dx (x³ + 4x² + 5x + 9) = 3x² + 8x + 5
        let polynomial = Polynomial(coefficients: [9, 5, 4, 1])
        #expect(polynomial.description == "x^3 + 4x^2 + 5x + 9")
        #expect(polynomial.derivative.description == "3x^2 + 8x + 5")
        #expect(polynomial.derivativeSteps == "x^3 gives 3x^2, 4x^2 gives 8x, 5x gives 5, 9 gives 0.")
    }

    /// Recipes name their example by index, so the items behind the indices must not move.
    @Test(arguments: [
        (SeedFamily.addition, "3 + 12 = ?", "15"), (.subtraction, "58 - 38 = ?", "20"), (.multiplication, "9 * 58 = ?", "522"),
        (.equation, "6x + 18 = 36. Find x.", "3"), (.sequence, "Next number after 27, 25, 23, 21?", "19"),
        (.wordProblem, "Max has 19 cards. Nia has 8 fewer. How many does Nia have?", "11"),
        (.fraction, "4/17 + 1/17 = ?", "5/17"), (.deduction, "def f(x): return max(x)\nWhat is f([4, 5, 1])?", "5"),
        (.integral, "Integrate 21x^2 + 16x + 2.", "7x^3 + 8x^2 + 2x + C"),
    ])
    func `the items of seed 0 stay what they are`(family: SeedFamily, question: String, label: String) {
        let problem = world.problem(family: family, index: 1, seed: 0, split: .pool)
        #expect(problem.question == question && problem.label == label)
    }

    @Test func `a problem can be made again from its identifier`() throws {
        let problem = world.problem(family: .addition, index: 4, seed: 2, split: .heldOut)
        #expect(problem.id == "seed-world/held-out/addition/2/4")
        let worked = try #require(world.workedCompletion(for: problem))
        #expect(worked.hasPrefix(" Let ") && worked.hasSuffix("\\boxed{\(problem.label)}"))
        var altered = problem
        altered.label = "0"
        #expect(world.workedCompletion(for: altered) == nil)
    }
}
