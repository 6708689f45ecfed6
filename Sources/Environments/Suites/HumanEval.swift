internal import Experience

extension Suite {
    /// 164 functions to complete, with hand-written tests (Chen et al. 2021, arXiv:2107.03374).
    static let humanEval = Suite(
        name: "humaneval", fileNames: ["humaneval.jsonl", "HumanEval.jsonl"], publishedCount: 164,
        evaluation: .humanEval
    ) { row throws(DatasetProblem) in
        let prompt = try row.text("prompt")
        let entry = try row.text("entry_point")
        let check = try row.text("test") + "\ncheck(\(entry))\n"
        return Problem(
            id: try row.label("task_id"), question: prompt, label: try row.text("canonical_solution"),
            family: "humaneval", provenance: row.place,
            specification: CodeSpecification.assertions(.init(context: prompt, check: check, entry: entry)).json)
    }
}

extension EvaluationProtocol {
    /// The prompt is continued, greedily, up to the stops of Chen et al. 2021.
    ///
    /// Departure: they estimate pass@1 from 200 samples at temperature 0.2; later papers report one greedy sample.
    static let humanEval = EvaluationProtocol(
        name: "humaneval/completion",
        source: "Chen et al. 2021, arXiv:2107.03374, §3.1 (stops); one greedy sample in place of 200 at 0.2",
        form: .completion, stops: ["\nclass", "\ndef", "\n#", "\nif", "\nprint"], maxTokens: 512,
        extractor: .continuation, grader: .pythonAsserts, metric: .passAtOne)
}
