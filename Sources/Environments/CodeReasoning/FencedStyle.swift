import Foundation

/// Instructions, then reasoning in `<think>` tags and an answer in `<answer>` tags with fenced blocks, for chat and completion
/// models of the usual sizes. The layout is that of Zhao et al. 2025; the wording is ours.
///
/// The recipe's prompt template is `chat`, or a text with `{question}` that ends in `<think>`.
public struct FencedStyle: ReasoningStyle {
    public static let name = "fenced"

    public init() {}

    public var proposalsContinueText: Bool { false }

    // MARK: Solver

    public func question(for task: ReasoningTask) -> String {
        switch task.kind {
        case .deduction:
            """
            Work out what the program returns for the input. Follow its variables line by line.

            \(Self.block("python", task.program))
            \(Self.block("input", task.pairs[0].input))
            Answer with the returned value as a Python literal (texts in quotes, several values as a tuple) in a block that \
            begins with ```output. \(Self.form)
            """
        case .abduction:
            """
            Find an input for which the program returns the output. There may be several; one is enough.

            \(Self.block("python", task.program))
            \(Self.block("output", task.pairs[0].output))
            Answer with the arguments of f as Python literals, separated by commas, in a block that begins with ```input. \
            \(Self.form)
            """
        case .induction:
            """
            Find the program. It is described, and shown by examples; it will be tried on inputs that are not shown.

            Description: \(task.message.isEmpty ? "none" : task.message)

            \(task.shownPairs.enumerated().map { Self.block("input_\($0)", $1.input) + "\n" + Self.block("output_\($0)", $1.output) }.joined(separator: "\n"))
            Answer with a function f in a block that begins with ```python. It must be deterministic and use no input, output, \
            clock or randomness. \(Self.form)
            """
        case .errorDeduction:
            """
            Which exception does the program raise for the input?

            \(Self.block("python", task.program))
            \(Self.block("input", task.pairs[0].input))
            Answer with the class of the exception, or NoError, in a block that begins with ```output. \(Self.form)
            """
        }
    }

    public func answer(in completion: String, to kind: ReasoningTask.Kind) -> String? {
        guard let text = Self.answerText(completion) else { return nil }
        let wanted = kind == .abduction ? "input" : kind == .induction ? "python" : "output"
        return Self.blocks(in: text).last { $0.label == wanted }?.content ?? (kind == .induction ? nil : Self.plain(text))
    }

    public func program(from answer: String) -> String { answer }

    // MARK: Proposer

    public func proposalQuestion(_ kind: ReasoningTask.Kind, references: [ReasoningTask]) -> String {
        let asked = switch kind {
        case .deduction: "who will see program and input, and must work out the output"
        case .abduction: "who will see program and output, and must find an input"
        case .induction: "who will see inputs and outputs, and must find the program"
        case .errorDeduction: "who will see program and input, and must name the exception that is raised, or NoError"
        }
        let shown = references.enumerated().map { number, task in
            """
            <snippet_\(number)>
            \(Self.block("python", task.program))
            \(Self.block("input", task.pairs.first?.input ?? ""))
            \(Self.block("output", task.pairs.first?.output ?? ""))
            </snippet_\(number)>
            """
        }
        return """
            Write a new Python function f and one input for it, as a puzzle for an expert \(asked).

            - The function is called f, takes at least one parameter and returns a value. Helper functions and classes stand \
            inside it or above it, imports at the top.
            - It is deterministic: no randomness, clock, files, network, printing or outside state. It ends within 10 seconds.
            - The input is what stands between the parentheses of one call: Python literals separated by commas, texts in quotes.
            - It should need several steps of reasoning about changing values, and be solvable. It should differ in idea from \
            the snippets below.

            \(shown.isEmpty ? "" : "Snippets to differ from:\n" + shown.joined(separator: "\n") + "\n")
            Plan first. Answer with two blocks, one that begins with ```python and one that begins with ```input. \(Self.form)
            """
    }

    public func inputsQuestion(for task: ReasoningTask, inputs: Int) -> String {
        """
        Here is a Python function. Write \(inputs) inputs for it and a message, as a puzzle for an expert who will see some of \
        the inputs with their outputs, and the message, and must find the function.

        \(Self.block("python", task.program))
        - Each input is what stands between the parentheses of one call: Python literals separated by commas, texts in quotes.
        - Inputs should differ and give different outputs, so that together they pin the function down.
        - The message may hint, ask or describe; it must not contain the code.

        Answer with \(inputs) blocks that begin with ```input and one that begins with ```message. \(Self.form)
        """
    }

    public func proposal(in completion: String, kind: ReasoningTask.Kind, program: String?) -> ReasoningProposal? {
        guard let text = Self.answerText(completion) else { return nil }
        let blocks = Self.blocks(in: text)
        let inputs = blocks.filter { $0.label == "input" }.map(\.content)
        if kind == .induction {
            guard let program, !inputs.isEmpty, let message = blocks.first(where: { $0.label == "message" })?.content else { return nil }
            return ReasoningProposal(program: program, inputs: inputs, message: message)
        }
        guard let source = blocks.first(where: { $0.label == "python" })?.content, let input = inputs.first else { return nil }
        return ReasoningProposal(program: source, inputs: [input])
    }

    // MARK: Form

    private static let form = "Reason in <think> </think> first, then answer in <answer> </answer>."

    /// Reasoning, then an answer, from the start; text after the answer is allowed. A prompt may have opened the reasoning.
    public func keepsForm(_ completion: String, isProposal: Bool) -> Bool {
        var rest = completion[...].drop(while: \.isWhitespace)
        if rest.hasPrefix("<think>") { rest = rest.dropFirst(7) }
        guard let end = rest.range(of: "</think>")?.upperBound else { return false }
        let after = rest[end...].drop(while: \.isWhitespace)
        return after.hasPrefix("<answer>") && after.contains("</answer>")
    }

    /// Between the last `<answer>` and its end.
    private static func answerText(_ completion: String) -> Substring? {
        guard let start = completion.range(of: "<answer>", options: .backwards)?.upperBound else { return nil }
        let rest = completion[start...]
        return rest[..<(rest.range(of: "</answer>")?.lowerBound ?? rest.endIndex)]
    }

    private static func block(_ label: String, _ content: String) -> String { "```\(label)\n\(content)\n```" }

    private static func blocks(in text: Substring) -> [(label: String, content: String)] {
        var blocks: [(label: String, content: String)] = []
        var open: (label: String, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.drop(while: { $0 == " " }).hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let block = open {
                blocks.append((block.label, block.lines.joined(separator: "\n")))
                open = nil
            } else {
                open = (String(line).trimmed.drop { $0 == "`" }.lowercased(), [])
            }
        }
        return blocks
    }

    /// An answer without blocks, where it is one line.
    private static func plain(_ text: Substring) -> String? {
        let answer = String(text).trimmed
        return answer.isEmpty || answer.contains("\n") || answer.contains("```") ? nil : answer
    }
}
