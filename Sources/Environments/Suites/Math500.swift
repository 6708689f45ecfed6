internal import Experience

extension Suite {
    /// 500 test problems of MATH (Hendrycks et al. 2021, arXiv:2103.03874), as chosen by Lightman et al. 2023,
    /// arXiv:2305.20050.
    static let math500 = Suite(
        name: "math500", fileNames: ["math500.jsonl", "math500/test.jsonl"], publishedCount: 500,
        evaluation: .oneShotRLVR(suite: "math500", samples: 1)
    ) { row throws(DatasetProblem) in
        Problem(
            id: row.id("unique_id"), question: try row.text("problem"), label: try row.label("answer"),
            family: try row.optionalText("subject") ?? "math500", provenance: row.place)
    }
}
