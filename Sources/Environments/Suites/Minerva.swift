internal import Experience

extension Suite {
    /// Minerva Math: 272 undergraduate problems of MIT OpenCourseWare (Lewkowycz et al. 2022, arXiv:2206.14858).
    /// The answer is what the solution boxes.
    static let minerva = Suite(
        name: "minerva", fileNames: ["minerva.jsonl", "minerva-math.jsonl", "minerva_math/test.jsonl"],
        publishedCount: 272, evaluation: .oneShotRLVR(suite: "minerva", samples: 1)
    ) { row throws(DatasetProblem) in
        let solution = try row.text("solution")
        guard let answer = AnswerExtraction.lastBoxed(in: solution) else {
            throw row.wrong("solution", .text(solution), "a solution that ends in \\boxed{answer}")
        }
        return Problem(
            id: row.id("idx"), question: try row.text("problem"), label: try row.filled(answer, "the box of solution"),
            family: try row.optionalText("type") ?? "minerva", provenance: row.place)
    }
}
