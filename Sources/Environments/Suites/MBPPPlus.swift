internal import Experience

extension Suite {
    /// 378 checked tasks of MBPP with about 35 times the tests (Liu et al. 2023, arXiv:2305.01210; v0.2.0).
    static let mbppPlus = Suite(
        name: "mbpp-plus", fileNames: ["mbpp-plus.jsonl", "MbppPlus.jsonl"], publishedCount: 378, evaluation: .mbppPlus
    ) { row throws(DatasetProblem) in
        let id = try row.label("task_id")
        guard let number = id.split(separator: "/").last.flatMap({ Int($0) }) else {
            throw row.wrong("task_id", .text(id), "a name such as Mbpp/2")
        }
        let entry = try row.text("entry_point")
        let solution = try row.text("canonical_solution")
        let comparison: CodeComparison =
            comparedAsSets.contains(entry) ? .set : comparedByPresence.contains(entry) ? .presence : .equal
        let specification = CodeSpecification.function(.init(
            entry: entry, context: "", reference: solution,
            inputs: try PlusInputs.literals(row, types: .mbppPlus(number)), atol: try PlusInputs.tolerance(row),
            comparison: comparison))
        return Problem(
            id: id, question: try row.text("prompt"), label: solution, family: "mbpp-plus", provenance: row.place,
            specification: specification.json)
    }

    private static let comparedAsSets: Set<String> = [
        "similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly", "larg_nnum",
        "intersection_array", "find_dissimilar", "Diff",
    ]
    private static let comparedByPresence: Set<String> = ["check_str", "text_match_three", "text_starta_endb"]
}

extension EvaluationProtocol {
    /// EvalPlus's greedy run of a base model. It also accepts another reading of Mbpp/558 and Mbpp/581; we do not.
    static let mbppPlus = EvaluationProtocol(
        name: "mbpp-plus/evalplus",
        source: "EvalPlus v0.3.1, direct completion, greedy; arXiv:2305.01210; one reading of Mbpp/558 and Mbpp/581",
        form: .completion, stops: PlusInputs.stops + ["\n\"\"\"", "\nassert"], maxTokens: 768, extractor: .program,
        grader: .pythonFunction, metric: .passAtOne)
}
