internal import Experience

extension Suite {
    /// Contest problems with their tests unpacked (Jain et al. 2024, arXiv:2403.07974). The set grows: releases v1
    /// to v6 have 400 to 1,055 problems, and a result names the file it used.
    static let liveCodeBench = Suite(
        name: "livecodebench", fileNames: ["livecodebench.jsonl", "livecodebench-sample3.jsonl"], publishedCount: 1055,
        evaluation: .liveCodeBench
    ) { row throws(DatasetProblem) in
        let (inputs, outputs) = (try row.texts("inputs"), try row.texts("outputs"))
        guard !inputs.isEmpty, inputs.count == outputs.count else {
            throw row.wrong(
                "outputs", .list(outputs.map(JSONValue.text)),
                "as many as inputs, at least one (\(inputs.count) inputs, \(outputs.count) outputs)")
        }
        return Problem(
            id: row.id("task_id"), question: try row.text("prompt"), label: "",
            family: try row.optionalText("difficulty") ?? "livecodebench", provenance: row.place,
            specification: CodeSpecification.streams(.init(
                inputs: inputs, outputs: outputs, entry: try row.optionalText("fn_name")
            )).json)
    }
}

extension EvaluationProtocol {
    /// The question, which holds the instructions, as a chat turn; ten samples at temperature 0.2.
    static let liveCodeBench = EvaluationProtocol(
        name: "livecodebench/generation", source: "Jain et al. 2024, arXiv:2403.07974, code generation, pass@1",
        form: .chat, stops: [], temperature: 0.2, topP: 0.95, samples: 10, maxTokens: 2000, extractor: .codeBlock,
        grader: .pythonStreams, metric: .passAtOne)
}
