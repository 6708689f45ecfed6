internal import Experience

extension Suite {
    /// AIME I and II of 2024, the 30 problems as the Qwen2.5-Math evaluator holds them. Answers keep leading zeros.
    static let aime2024 = Suite(
        name: "aime2024", fileNames: ["aime2024.jsonl", "aime24/test.jsonl"], publishedCount: 30,
        evaluation: .oneShotRLVR(suite: "aime2024", samples: 8)
    ) { row throws(DatasetProblem) in
        Problem(
            id: row.id("id"), question: try row.text("problem"), label: try row.label("answer"), family: "aime2024",
            provenance: row.place)
    }
}
