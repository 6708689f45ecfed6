internal import Experience

extension Suite {
    /// The 500 test tasks of MBPP, numbers 11–510 (Austin et al. 2021, arXiv:2108.07732). A question is the task with
    /// its tests. Numbers 1–10 are for few-shot prompts, and the rest for training: rows of these are passed over.
    static let mbpp = Suite(
        name: "mbpp", fileNames: ["mbpp.jsonl"], publishedCount: 500, evaluation: .mbpp
    ) { row throws(DatasetProblem) in
        let value = try row.value("task_id")
        guard case .whole(let number) = value else { throw row.wrong("task_id", value, "a whole number") }
        guard (11...510).contains(number) else { return nil }
        // The file has Windows line ends, in some rows only.
        let code = try row.text("code").replacing("\r\n", with: "\n")
        let tests = try row.texts("test_list").map { $0.replacing("\r\n", with: "\n") }
        let setup = (try row.optionalText("test_setup_code") ?? "").replacing("\r\n", with: "\n")
        let check = try row.filled(tests.joined(separator: "\n"), "test_list")
        guard let entry = function(of: code, calledIn: check) else {
            throw row.wrong("test_list", .text(check), "a call of a function that code defines")
        }
        return Problem(
            id: "\(number)",
            question: try row.text("text") + " Your code should pass these tests:\n\n" + check, label: code,
            family: "mbpp", provenance: row.place,
            specification: CodeSpecification.assertions(.init(setup: setup, check: check, entry: entry)).json)
    }

    /// The first function that `code` defines and `check` calls.
    static func function(of code: String, calledIn check: String) -> String? {
        let called = Set(check.matches(of: /([A-Za-z_][A-Za-z_0-9]*)\s*\(/).map { String($0.output.1) })
        return code.matches(of: /def\s+([A-Za-z_][A-Za-z_0-9]*)\s*\(/).lazy.map { String($0.output.1) }
            .first { called.contains($0) }
    }
}

extension EvaluationProtocol {
    /// Three solved tasks, 2, 3 and 4 of the few-shot split, in the prompt of Austin et al. 2021; greedy.
    ///
    /// Departure: they draw 80 samples at temperature 0.5; later papers report one greedy sample.
    static let mbpp = EvaluationProtocol(
        name: "mbpp/three-shot",
        source: "Austin et al. 2021, arXiv:2108.07732, §4 (prompt; tasks 2, 3, 4); one greedy sample in place of 80 at 0.5",
        form: .completion,
        template: "You are an expert Python programmer, and here is your task: {question}\n[BEGIN]\n",
        answerTemplate: "{answer}\n[DONE]\n\n",
        examples: [
            Example(
                question: """
                    Write a function to find the similar elements from the given two tuple lists. Your code should \
                    pass these tests:

                    assert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)
                    assert similar_elements((1, 2, 3, 4),(5, 4, 3, 7)) == (3, 4)
                    assert similar_elements((11, 12, 14, 13),(17, 15, 14, 13)) == (13, 14)
                    """,
                answer: """
                    def similar_elements(test_tup1, test_tup2):
                      res = tuple(set(test_tup1) & set(test_tup2))
                      return (res)
                    """),
            Example(
                question: """
                    Write a python function to identify non-prime numbers. Your code should pass these tests:

                    assert is_not_prime(2) == False
                    assert is_not_prime(10) == True
                    assert is_not_prime(35) == True
                    """,
                answer: """
                    import math
                    def is_not_prime(n):
                        result = False
                        for i in range(2,int(math.sqrt(n)) + 1):
                            if n % i == 0:
                                result = True
                        return result
                    """),
            Example(
                question: """
                    Write a function to find the largest integers from a given list of numbers using heap queue \
                    algorithm. Your code should pass these tests:

                    assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],3)==[85, 75, 65]
                    assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],2)==[85, 75]
                    assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],5)==[85, 75, 65, 58, 35]
                    """,
                answer: """
                    import heapq as hq
                    def heap_queue_largest(nums,n):
                      largest_nums = hq.nlargest(n, nums)
                      return largest_nums
                    """),
        ],
        stops: ["[DONE]"], maxTokens: 512, extractor: .program, grader: .pythonAsserts, metric: .passAtOne)
}
