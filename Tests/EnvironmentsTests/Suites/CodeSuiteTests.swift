import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments

struct CodeSuiteTests {
    /// Any of the shapes, as a verifier would read them.
    private struct Specification: Decodable {
        var kind: String
        var context: String?
        var setup: String?
        var check: String?
        var entry: String?
        var reference: String?
        var inputs: [String]?
        var outputs: [String]?
        var atol: Double?
        var comparison: String?
        var code: String?
        var input: String?
        var output: String?
    }

    private func specification(_ problem: Problem) throws -> Specification {
        try JSONDecoder().decode(Specification.self, from: Data(problem.specification.utf8))
    }

    private func problems(_ name: String) throws -> [Problem] {
        let problems = try Suites.named(name).problems(in: SharedData.url("benchmarks"))
        #expect(problems.allSatisfy { !$0.question.isEmpty && !$0.specification.isEmpty })
        return problems
    }

    @Test(.enabled(if: SharedData.has("benchmarks/humaneval.jsonl")))
    func `humaneval`() throws {
        let problems = try problems("humaneval")
        #expect(problems.count == 164)
        #expect(problems[0].id == "HumanEval/0")
        #expect(problems[0].question.hasPrefix("from typing import List\n\n\ndef has_close_elements("))
        #expect(problems[0].label.hasPrefix("    for idx, elem in enumerate(numbers):\n"))
        let specification = try specification(problems[0])
        #expect(specification.kind == "asserts")
        #expect(specification.context == problems[0].question)
        #expect(specification.setup == "")
        #expect(specification.entry == "has_close_elements")
        #expect(specification.check?.hasPrefix("\n\nMETADATA = {\n    'author': 'jt',") == true)
        #expect(specification.check?.hasSuffix("\ncheck(has_close_elements)\n") == true)
    }

    @Test(.enabled(if: SharedData.has("benchmarks/mbpp.jsonl")))
    func `mbpp is the test split only`() throws {
        let problems = try problems("mbpp")
        #expect(problems.map(\.id) == (11...510).map { "\($0)" })
        #expect(
            problems[0].question == """
                Write a python function to remove first and last occurrence of a given character from the string. \
                Your code should pass these tests:

                assert remove_Occ("hello","l") == "heo"
                assert remove_Occ("abcda","a") == "bcd"
                assert remove_Occ("PHP","P") == "H"
                """)
        #expect(problems[0].label.hasPrefix("def remove_Occ(s,ch): \n"))
        let first = try specification(problems[0])
        #expect(first.kind == "asserts" && first.entry == "remove_Occ" && first.context == "")
        #expect(first.check?.split(separator: "\n").count == 3)
        // The one task of the split whose tests need a tree built first.
        let withSetup = try problems.filter { try specification($0).setup != "" }
        #expect(withSetup.map(\.id) == ["367"])
    }

    @Test(.enabled(if: SharedData.has("benchmarks/HumanEvalPlus.jsonl.gz")))
    func `humaneval-plus`() throws {
        let problems = try problems("humaneval-plus")
        #expect(problems.count == 164)
        let first = try specification(problems[0])
        #expect(first.kind == "function" && first.entry == "has_close_elements" && first.comparison == "equal")
        #expect(first.inputs?.first == "([1.0, 2.0, 3.9, 4.0, 5.0, 2.2], 0.3)")
        #expect(first.reference == problems[0].question + problems[0].label)
        #expect(first.atol == 0)
        #expect(try specification(problems[2]).atol == 1e-6)
        #expect(try specification(problems[32]).comparison == "polynomial-root")
        // One argument, and whole numbers longer than 64 bits.
        let long = "1" + String(repeating: "0", count: 98)
        #expect(try specification(problems[137]).inputs?.contains { $0.contains(long) } == true)
        #expect(try specification(problems[53]).inputs?.first == "(0, 1)")
    }

    @Test(.enabled(if: SharedData.has("benchmarks/MbppPlus.jsonl.gz")))
    func `mbpp-plus`() throws {
        let problems = try problems("mbpp-plus")
        #expect(problems.count == 378)
        let byID = Dictionary(uniqueKeysWithValues: problems.map { ($0.id, $0) })
        func inputs(_ id: String) throws -> [String] { try specification(#require(byID[id])).inputs ?? [] }
        #expect(try inputs("Mbpp/2").first == "((3, 4, 5, 6), (5, 7, 4, 10))")
        #expect(try specification(#require(byID["Mbpp/2"])).comparison == "set")
        #expect(try specification(#require(byID["Mbpp/737"])).comparison == "presence")
        #expect(try inputs("Mbpp/124").first == "(0.0, 1j)")
        #expect(try inputs("Mbpp/252").prefix(4) == ["((1+0j),)", "((4+0j),)", "((5+0j),)", "((1+2j),)"])
        #expect(
            try inputs("Mbpp/722").first
                == #"({"Cierra Vega": (6.2, 70), "Alden Cantrell": (5.9, 65), "Kierra Gentry": (6.0, 68), "Pierre Cox": (5.8, 66)}, 6.0, 70)"#)
        #expect(try inputs("Mbpp/791").first == "((1, 5, 7, (4, 6), 10),)")
        #expect(try inputs("Mbpp/793").count == 3)
        #expect(try inputs("Mbpp/404").contains { $0.contains("-1e999") })
    }

    @Test(.enabled(if: SharedData.has("benchmarks/cruxeval-half.jsonl")))
    func `cruxeval`() throws {
        let (outputs, inputs) = (try problems("cruxeval-o"), try problems("cruxeval-i"))
        #expect(outputs.count == 400 && inputs.count == 400)
        #expect(outputs[0].id == "sample_0")
        #expect(outputs[0].question.hasSuffix("    return output\nassert f([1, 1, 3, 1, 3, 1]) == ??"))
        #expect(outputs[0].label == "[(4, 1), (4, 1), (4, 1), (4, 1), (2, 3), (2, 3)]")
        #expect(inputs[0].question.hasSuffix("\nassert f(??) == [(4, 1), (4, 1), (4, 1), (4, 1), (2, 3), (2, 3)]"))
        #expect(inputs[0].label == "[1, 1, 3, 1, 3, 1]")
        let (output, input) = (try specification(outputs[0]), try specification(inputs[0]))
        #expect(output.kind == "output" && input.kind == "input")
        #expect(output.code == input.code && output.input == inputs[0].label && input.output == outputs[0].label)
    }

    @Test(.enabled(if: SharedData.has("benchmarks/livecodebench-sample3.jsonl")))
    func `livecodebench`() throws {
        let problems = try problems("livecodebench")
        #expect(problems.map(\.id) == ["codeforces/1873_A", "leetcode/2727", "atcoder/abc301_a"])
        let first = try specification(problems[0])
        #expect(first.kind == "streams" && first.entry == nil)
        #expect(problems[0].specification.hasSuffix(#","entry":null}"#))
        #expect(first.inputs?[1] == "1\nabc\n" && first.outputs?[1] == "YES\n")
        #expect(try specification(problems[1]).entry == "countSeniors")
    }

    @Test func `sets and numbers of EvalPlus`() {
        #expect(PlusTypes.mbppPlus(115).literal([.list([.list([.whole(1), .whole(2)]), .list([])])]) == "([{1, 2}, {}],)")
        #expect(PlusTypes.mbppPlus(106).literal([.list([.whole(1)]), .list([.whole(2)])]) == "([1], (2,))")
        #expect(PlusTypes.mbppPlus(124).literal([.text("os"), .text("1j")]) == nil)
        #expect(PlusTypes.mbppPlus(252).literal([.text("exit()")]) == nil)
    }
}
