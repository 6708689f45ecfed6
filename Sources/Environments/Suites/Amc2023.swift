internal import Experience

extension Suite {
    /// AMC 12 A and B of 2023, the 40 problems with whole answers that the Qwen2.5-Math evaluator holds, where ann    /// answer such as 27 is stored as 27.0.
    static let amc2023 = Suite(
        name: "amc2023", fileNames: ["amc2023.jsonl", "amc23/test.jsonl"], publishedCount: 40,
        evaluation: .oneShotRLVR(suite: "amc2023", samples: 8)
    ) { row throws(DatasetProblem) in
        Problem(
            id: row.id("id"), question: try row.text("problem"), label: try row.label("answer"), family: "amc2023",
            provenance: row.place)
    }
}
