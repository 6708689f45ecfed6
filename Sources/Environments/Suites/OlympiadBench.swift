internal import Experience

extension Suite {
    /// The 675 English, text-only, open-ended mathematics problems of OlympiadBench (He et al. 2024,
    /// arXiv:2402.14008). The label is the first final answer without `$`, as the Qwen2.5-Math evaluator takes it:
    /// several values stay one text, and their order counts.
    static let olympiadBench = Suite(
        name: "olympiadbench",
        fileNames: ["olympiadbench.jsonl", "olympiadbench-maths-en-textonly.jsonl", "olympiadbench/test.jsonl"],
        publishedCount: 675, evaluation: .oneShotRLVR(suite: "olympiadbench", samples: 1)
    ) { row throws(DatasetProblem) in
        let answers = try row.texts("final_answer")
        let label = (answers.first ?? "").filter { $0 != "$" }.trimmed
        return Problem(
            id: row.id("id"), question: try row.text("question"), label: try row.filled(label, "final_answer"),
            family: try row.optionalText("subfield") ?? "olympiadbench", provenance: row.place)
    }
}
