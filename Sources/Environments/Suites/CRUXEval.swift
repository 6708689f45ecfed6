internal import Experience

extension Suite {
    /// 800 short functions: what does one return? (Gu et al. 2024, arXiv:2401.03065.)
    static let cruxEvalOutput = cruxEval(
        name: "cruxeval-o", evaluation: .cruxEvalOutput, asked: { "assert f(\($0.input)) == ??" }, label: \.output,
        specification: { .output(.init(code: $0.code, input: $0.input, output: $0.output)) })

    /// The same functions: for what arguments does one return this?
    static let cruxEvalInput = cruxEval(
        name: "cruxeval-i", evaluation: .cruxEvalInput, asked: { "assert f(??) == \($0.output)" }, label: \.input,
        specification: { .input(.init(code: $0.code, input: $0.input, output: $0.output)) })

    private struct Sample {
        var code: String
        var input: String
        var output: String
    }

    private static func cruxEval(
        name: String, evaluation: EvaluationProtocol, asked: @escaping @Sendable (Sample) -> String,
        label: @escaping @Sendable (Sample) -> String, specification: @escaping @Sendable (Sample) -> CodeSpecification
    ) -> Suite {
        Suite(
            name: name, fileNames: ["cruxeval.jsonl", "cruxeval-half.jsonl"], publishedCount: 800, evaluation: evaluation
        ) { row throws(DatasetProblem) in
            // A function without parameters has an empty input.
            guard case .text(let input) = try row.value("input") else {
                throw row.wrong("input", try row.value("input"), "a text")
            }
            let sample = Sample(code: try row.text("code"), input: input, output: try row.text("output"))
            return Problem(
                id: row.id("id"), question: sample.code + "\n" + asked(sample), label: label(sample), family: name,
                provenance: row.place, specification: specification(sample).json)
        }
    }
}

extension EvaluationProtocol {
    static let cruxEvalOutput = cruxEval(
        suite: "cruxeval-o",
        preamble: """
            You are given a Python function and an assertion containing an input to the function. Complete the \
            assertion with a literal (no unsimplified expressions, no function calls) containing the output when \
            executing the provided code on the given input, even if the function is incorrect or incomplete. Do NOT \
            output any extra information. Provide the full assertion with the correct output in [ANSWER] and \
            [/ANSWER] tags, following the examples.


            """,
        examples: [
            Example(question: "def f(n):\n    return n\nassert f(17) == ??", answer: "assert f(17) == 17"),
            Example(
                question: "def f(s):\n    return s + \"a\"\nassert f(\"x9j\") == ??",
                answer: "assert f(\"x9j\") == \"x9ja\""),
        ],
        extractor: .assertionOutput, grader: .pythonOutput)

    static let cruxEvalInput = cruxEval(
        suite: "cruxeval-i",
        preamble: """
            You will be given a function f and an output in the form f(??) == output. Find any input such that \
            executing f on the input leads to the given output. There may be multiple answers, but you should only \
            output one. In [ANSWER] and [/ANSWER] tags, complete the assertion with one such input that will produce \
            the output when executing the function.


            """,
        examples: [
            Example(
                question: """
                    def f(my_list):
                        count = 0
                        for i in my_list:
                            if len(i) % 2 == 0:
                                count += 1
                        return count
                    assert f(??) == 3
                    """,
                answer: "assert f([\"mq\", \"px\", \"zy\"]) == 3"),
            Example(
                question: "def f(s1, s2):\n    return s1 + s2\nassert f(??) == \"banana\"",
                answer: "assert f(\"ba\", \"nana\") == \"banana\""),
        ],
        extractor: .assertionInput, grader: .pythonInput)

    /// The direct prompts, ten samples at temperature 0.2: Gu et al. 2024, arXiv:2401.03065, §4.
    private static func cruxEval(
        suite: String, preamble: String, examples: [Example], extractor: Extractor, grader: Grader
    ) -> EvaluationProtocol {
        EvaluationProtocol(
            name: "\(suite)/direct", source: "Gu et al. 2024, arXiv:2401.03065, direct prompts, pass@1",
            form: .completion, preamble: preamble, template: "[PYTHON]\n{question}\n[/PYTHON]\n[ANSWER]\n",
            answerTemplate: "{answer}\n[/ANSWER]\n\n", examples: examples, stops: ["[/ANSWER]"], temperature: 0.2,
            topP: 0.95, samples: 10, maxTokens: 1024, extractor: extractor, grader: grader, metric: .passAtOne)
    }
}
