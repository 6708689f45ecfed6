internal import Experience

extension Suite {
    /// HumanEval with about 80 times the tests (Liu et al. 2023, arXiv:2305.01210), as EvalPlus publishes it.
    static let humanEvalPlus = Suite(
        name: "humaneval-plus", fileNames: ["humaneval-plus.jsonl", "HumanEvalPlus.jsonl"], publishedCount: 164,
        evaluation: .humanEvalPlus
    ) { row throws(DatasetProblem) in
        let prompt = try row.text("prompt")
        let entry = try row.text("entry_point")
        let solution = try row.text("canonical_solution")
        let id = try row.label("task_id")
        let specification = CodeSpecification.function(.init(
            entry: entry, context: prompt, reference: prompt + solution, inputs: try PlusInputs.literals(row),
            atol: try PlusInputs.tolerance(row), comparison: entry == "find_zero" ? .polynomialRoot : .equal))
        return Problem(
            id: id, question: prompt, label: solution, family: "humaneval-plus", provenance: row.place,
            specification: specification.json)
    }
}

extension EvaluationProtocol {
    /// EvalPlus's greedy run of a base model.
    static let humanEvalPlus = EvaluationProtocol(
        name: "humaneval-plus/evalplus", source: "EvalPlus v0.3.1, direct completion, greedy; arXiv:2305.01210",
        form: .completion,
        stops: PlusInputs.stops + ["\ndef ", "\nclass ", "\nimport ", "\nfrom ", "\nassert "], maxTokens: 768,
        extractor: .continuation, grader: .pythonFunction, metric: .passAtOne)
}
