internal import Experience

extension Suite {
    /// The 1,172 test questions of ARC's challenge set (Clark et al. 2018, arXiv:1803.05457).
    static let arcChallenge = arc(name: "arc-challenge", folder: "ARC-Challenge", publishedCount: 1172)
    /// The 2,376 test questions of ARC's easy set.
    static let arcEasy = arc(name: "arc-easy", folder: "ARC-Easy", publishedCount: 2376)

    /// The question with its choices lettered A, B, …; rows that number them 1, 2, … are lettered too.
    private static func arc(name: String, folder: String, publishedCount: Int) -> Suite {
        Suite(
            name: name, fileNames: ["\(name).jsonl", "\(name)-test.jsonl", "\(folder)/test.jsonl"],
            publishedCount: publishedCount, evaluation: .arc(suite: name)
        ) { row throws(DatasetProblem) in
            let choices = try choices(of: row)
            guard (2...26).contains(choices.count) else {
                throw row.wrong("choices", .list(choices), "2 to 26 of them")
            }
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".prefix(choices.count).map { String($0) }
            var names: [String] = []
            var question = try row.text("question")
            for (choice, letter) in zip(choices, letters) {
                guard let name = choice["label"]?.scalarText, case .text(let text) = choice["text"] else {
                    throw row.wrong("choices", choice, "objects with label and text")
                }
                names.append(name)
                question += "\n\(letter). \(text)"
            }
            let key = try row.label("answerKey")
            guard let position = names.firstIndex(of: key) else {
                throw row.wrong("answerKey", .text(key), "one of \(names.joined(separator: ", "))")
            }
            return Problem(
                id: row.id("id"), question: question, label: letters[position], family: name, provenance: row.place)
        }
    }
}

/// Objects with label and text; the Parquet files on the Hugging Face hub have one object of two lists.
private func choices(of row: SuiteRow) throws(DatasetProblem) -> [JSONValue] {
    let value = try row.value("choices")
    guard case .list(let labels)? = value["label"], case .list(let texts)? = value["text"] else { return try row.list("choices") }
    guard labels.count == texts.count else { throw row.wrong("choices", value, "as many labels as texts") }
    return zip(labels, texts).map { label, text in
        var choice = JSONObject()
        choice.set(label, for: "label")
        choice.set(text, for: "text")
        return .object(choice)
    }
}

extension EvaluationProtocol {
    /// One chat turn that asks for the letter, greedy: the prompt of the Llama 3 evaluations.
    ///
    /// Departures: the original says "four candidate answers (A, B, C and D)", but some questions have three or
    /// five. Other published numbers rank the choices by likelihood and do not compare with these.
    static func arc(suite: String) -> EvaluationProtocol {
        EvaluationProtocol(
            name: "\(suite)/best-answer",
            source: "Grattafiori et al. 2024, arXiv:2407.21783, evaluation details; the number of choices is left open",
            form: .chat,
            template: """
                Given the following question and candidate answers, choose the best answer.
                Question: {question}
                Your response should end with "The best answer is [the_answer_letter]" where the \
                [the_answer_letter] is one of the letters above.
                """,
            stops: [], maxTokens: 100, extractor: .bestAnswerLetter, grader: .choice, metric: .accuracy)
    }
}
