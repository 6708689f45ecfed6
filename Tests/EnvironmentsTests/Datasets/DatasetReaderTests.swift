import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments

struct DatasetReaderTests {
    private func read(_ text: String, limit: Int? = nil) throws(DatasetError) -> [Problem] {
        try DatasetReader.read(Data(text.utf8), name: "sums.jsonl", limit: limit)
    }

    private func faults(_ text: String) -> String {
        do {
            return "\(try read(text))"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (#"{"prompt": "1+1", "answer": "2"}"#, "1+1", "2"),
        (#"{"question": "1+1", "label": 2}"#, "1+1", "2"),
        (#"{"problem": "1+1", "ground_truth": 2.5}"#, "1+1", "2.5"),
        (
            #"{"prompt": [{"role": "system", "content": "s"}, {"role": "user", "content": "1+1"}], "reward_model": {"ground_truth": "2", "style": "rule"}}"#,
            "1+1", "2"
        ),
        (#"{"question": "q", "answer": "2 + 2 = <<2+2=4>>4\n#### 1,234"}"#, "q", "1,234"),
        (#"{"problem": "q", "solution": "So \\boxed{\\frac{1}{2}}."}"#, "q", #"\frac{1}{2}"#),
        (#"{"problem": "q", "solution": "So \\boxed{9}.", "answer": "3"}"#, "q", "3"),
        (#"{"question": "q", "final_answer": ["2"], "solution": ["long"]}"#, "q", "2"),
        (#"{"question": "q", "answer": "", "label": " 7 "}"#, "q", "7"),
    ])
    func `columns people use are understood`(line: String, question: String, label: String) throws {
        let problem = try #require(try read(line).first)
        #expect(problem.question == question)
        #expect(problem.label == label)
        #expect(problem.provenance == "sums.jsonl:1")
        #expect(problem.id == "sums/0")
    }

    @Test func `ids, families and repeated rows`() throws {
        let text = """
            {"id": 3, "question": "a", "answer": "1", "subject": "algebra"}
            {"id": 3, "question": "a", "answer": "1", "subject": "algebra"}

            {"unique_id": "u", "question": "b", "answer": "2"}\r
            {"question": "c", "answer": "3", "extra_info": {"index": 124}, "data_source": "d"}
            """
        let problems = try read(text)
        #expect(problems.map(\.id) == ["3", "u", "124"])
        #expect(problems.map(\.family) == ["algebra", "dataset", "d"])
        #expect(problems.map(\.provenance) == ["sums.jsonl:1", "sums.jsonl:4", "sums.jsonl:5"])
        #expect(try read(text, limit: 1).count == 1)
    }

    @Test func `only a newline ends a line`() throws {
        let problems = try read("{\"question\": \"a\u{2028}b\u{85}c\", \"answer\": \"1\"}")
        #expect(problems.map(\.question) == ["a\u{2028}b\u{85}c"])
    }

    @Test func `every bad row is named with its line`() {
        let text = """
            {"question": "a"}
            {"answer": "1"}
            [1]
            {"question": 5, "answer": "1"}
            {"question": "q", "answer": ""}
            {"question": "q", "answer": [1, 2]}
            {"question": "q", "answer": {"a": 1}}
            {"id": "x", "question": "q", "answer": "1"}
            {"id": "x", "question": "q", "answer": "2"}
            """
        let labels =
            "no label; name a column answer, label, ground_truth, reward_model.ground_truth, final_answer or solution, "
            + "and do not leave it empty"
        #expect(
            faults(text).split(separator: "\n").map(String.init) == [
                "sums.jsonl:1: \(labels) (found question)",
                "sums.jsonl:2: no question; name a column prompt, question or problem (found answer)",
                "sums.jsonl:3: expected an object with named columns, found a list",
                "sums.jsonl:4: question: expected a text or a chat, found a number",
                "sums.jsonl:5: \(labels) (found answer, question)",
                "sums.jsonl:6: answer: 2 answers; one can be compared with",
                "sums.jsonl:7: answer: expected a text or a number, found an object",
                "sums.jsonl:9: the id x names another problem at sums.jsonl:8; give each problem its own",
            ])
    }

    @Test func `what is not JSON, or nothing, is said to be so`() {
        #expect(faults("{\"question\": \"q\", ").hasPrefix("sums.jsonl:1: not JSON: "))
        #expect(faults("").hasPrefix("sums.jsonl: holds no rows"))
        #expect(faults("\n \n").hasPrefix("sums.jsonl: holds no rows"))
        #expect(faults(String(repeating: "[", count: 100_000)).hasPrefix("sums.jsonl:1: not JSON: "))
        #expect(faults(String(repeating: "x\n", count: 50)).hasSuffix("and 30 more"))
        do {
            _ = try DatasetReader.read(URL(filePath: "/nowhere/at all.jsonl"))
            Issue.record("a missing file was read")
        } catch {
            #expect(error.description.hasPrefix("/nowhere/at all.jsonl: cannot be read: "))
        }
    }

    @Test(.enabled(if: SharedData.has("training/one-shot-rlvr/pi1_r128.jsonl")))
    func `the example of One-Shot-RLVR`() throws {
        let url = try #require(SharedData.file("training/one-shot-rlvr/pi1_r128.jsonl"))
        let problem = try #require(try DatasetReader.read(url).first)
        #expect(problem.id == "124")
        #expect(problem.label == "12.8")
        #expect(problem.question.hasSuffix("output the final answer within \\boxed{}."))
        #expect(problem.family == "deepscaler")
    }

    @Test func `a row without a label is kept where none is needed`() throws {
        let problems = try DatasetReader.read(
            Data("{\"question\": \"a\"}\n{\"question\": \"b\", \"answer\": \"\"}".utf8), name: "x", labels: .optional)
        #expect(problems.map(\.label) == ["", ""])
    }

    @Test(.enabled(if: SharedData.has("training/one-shot-rlvr/dsr_sub.jsonl")))
    func `the pool of One-Shot-RLVR has one row without a label`() throws {
        let url = try #require(SharedData.file("training/one-shot-rlvr/dsr_sub.jsonl"))
        let problems = try DatasetReader.read(url, labels: .optional)
        #expect(problems.count == 1209)
        #expect(problems.filter(\.label.isEmpty).map(\.id) == ["265"])
        #expect(throws: DatasetError.self) { try DatasetReader.read(url) }
    }

    @Test(
        .enabled(if: SharedData.has("benchmarks/math500.jsonl")),
        arguments: [
            ("benchmarks/math500.jsonl", 500), ("benchmarks/gsm8k-test.jsonl", 1319), ("benchmarks/aime2024.jsonl", 30),
            ("benchmarks/amc2023.jsonl", 40),
        ])
    func `public sets are read whole`(path: String, count: Int) throws {
        let problems = try DatasetReader.read(try #require(SharedData.file(path)))
        #expect(problems.count == count)
        #expect(problems.allSatisfy { !$0.label.isEmpty && !$0.question.isEmpty })
        #expect(Set(problems.map(\.id)).count == count)
        if path.contains("gsm8k") { #expect(problems.allSatisfy { NumericAnswer($0.label) != nil }) }
    }
}
