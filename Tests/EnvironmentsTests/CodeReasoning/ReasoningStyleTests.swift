import Testing

@testable import Environments

struct ReasoningStyleTests {
    @Test func `a fenced proposal and its form`() {
        let style = FencedStyle()
        let text = "plan</think>\n<answer>\n```python\ndef f(a):\n    return a\n```\n```input\n[1, 2]\n```\n</answer> thanks"
        #expect(style.keepsForm(text, isProposal: true))
        #expect(style.proposal(in: text, kind: .deduction, program: nil) == ReasoningProposal(program: "def f(a):\n    return a", inputs: ["[1, 2]"]))
        #expect(!style.keepsForm("<answer>x</answer>", isProposal: true))
        #expect(!style.keepsForm("a</think> then <answer>x</answer>", isProposal: true))
        #expect(style.keepsForm("<think>a</think> <answer>x</answer>", isProposal: false))
        #expect(style.proposal(in: "</think><answer>```python\ndef f(a): return a\n```</answer>", kind: .deduction, program: nil) == nil)
        let inputs = "</think><answer>```input\n1\n```\n```input\n2\n```\n```message\nhint\n```</answer>"
        #expect(style.proposal(in: inputs, kind: .induction, program: "p") == ReasoningProposal(program: "p", inputs: ["1", "2"], message: "hint"))
    }

    @Test func `a fenced answer is the last block of its kind`() {
        let style = FencedStyle()
        let text = "</think><answer>```output\n1\n```\n```input\n7\n```\n```output\n2\n```</answer>"
        #expect(style.answer(in: text, to: .deduction) == "2" && style.answer(in: text, to: .abduction) == "7")
        #expect(style.answer(in: "</think><answer>[3]</answer>", to: .deduction) == "[3]")
        #expect(style.answer(in: "[3]", to: .deduction) == nil)
        #expect(style.answer(in: "<answer>first</answer> <answer>second</answer>", to: .deduction) == "second")
    }

    @Test func `every kind is put into words, with what it shows and without what it hides`() {
        let pairs = (1...4).map { ReasoningTask.Pair(input: "70\($0)", output: "90\($0)") }
        for style in [FencedStyle(), SeedWorldStyle()] as [any ReasoningStyle] {
            for kind in ReasoningTask.Kind.allCases {
                let task = ReasoningTask(kind: kind, program: "def f(x): return PROGRAM", pairs: kind == .induction ? pairs : [pairs[0]], shown: kind == .induction ? 2 : 0)
                let question = style.question(for: task)
                #expect(question.contains("PROGRAM") == (kind != .induction), "\(kind)")
                #expect(question.contains("701") == (kind != .abduction), "\(kind)")
                #expect(question.contains("901") == (kind == .abduction || kind == .induction), "\(kind)")
                #expect(!question.contains("703") && !question.contains("903"), "\(kind)")
            }
        }
    }

    @Test func `proposals in the words of the seed world`() {
        let style = SeedWorldStyle()
        #expect(style.proposal(in: " x * 5 + 8\nWhat is f(9)?\nAnswer", kind: .abduction, program: nil) == ReasoningProposal(program: "def f(x): return x * 5 + 8", inputs: ["9"]))
        #expect(style.proposal(in: " x * 5 + 8\nWhat is g(9)?", kind: .deduction, program: nil) == nil)
        #expect(style.proposal(in: " x\n; import os\nWhat is f(9)?", kind: .deduction, program: nil) == nil)
        #expect(style.proposal(in: "1) = 12, f(2) = 19, f('a') = 0\nWhat does f(x) return?", kind: .induction, program: "p") == ReasoningProposal(program: "p", inputs: ["1", "2", "'a'"]))
        #expect(style.proposal(in: "1) = 12, f(2)", kind: .induction, program: "p") == nil)
    }
}
