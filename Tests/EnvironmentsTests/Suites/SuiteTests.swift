import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments

struct SuiteTests {
    private func fault(_ suite: String, _ rows: String) -> String {
        do {
            return "\(try Suites.named(suite).problems(Data(rows.utf8), place: "rows.jsonl"))"
        } catch {
            return "\(error)"
        }
    }

    /// A new folder, gone after `use`.
    private func withFolder(_ use: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "suites-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try use(folder)
    }

    @Test func `names are unique, and those of the recipes`() {
        #expect(
            Suites.all.map(\.name) == [
                "math500", "aime2024", "amc2023", "minerva", "olympiadbench", "gsm8k", "arc-challenge", "arc-easy",
                "humaneval", "humaneval-plus", "mbpp", "mbpp-plus", "cruxeval-i", "cruxeval-o", "livecodebench",
            ])
    }

    @Test func `an unknown suite is answered with the nearest`() {
        func text(_ name: String) -> String {
            do {
                return "\(try Suites.named(name))"
            } catch {
                return error.description
            }
        }
        #expect(text("mat500").hasPrefix("mat500 is no suite; did you mean math500? There is math500, aime2024, "))
        #expect(text("HumanEval+").hasPrefix("HumanEval+ is no suite; did you mean humaneval? "))
        #expect(text("squad").hasPrefix("squad is no suite; choose another. There is math500, "))
    }

    @Test func `a missing file names the folder and what was looked for`() throws {
        try withFolder { folder in
            let error = #expect(throws: SuiteError.self) { try Suites.named("mbpp").problems(in: folder) }
            #expect(
                error?.description
                    == "\(folder.path): no file for mbpp; looked for mbpp.jsonl, mbpp.jsonl.gz, mbpp.parquet. "
                    + "Put one of them there, or name another folder with --data")
        }
    }

    @Test func `a packed file is unpacked, and a broken one is said to be`() throws {
        try withFolder { folder in
            let row = #"{"problem": "1+1", "answer": "2", "unique_id": "a"}"# + "\n"
            // gzip: header, one stored block, CRC-32 and length, made by hand from the row.
            let file = folder.appending(path: "math500.jsonl.gz")
            try packed(Data(row.utf8)).write(to: file)
            let problems = try Suites.named("math500").problems(in: folder)
            #expect(problems.map(\.label) == ["2"])
            #expect(problems[0].provenance == "\(file.path):1")
            try Data("no gzip".utf8).write(to: file)
            let error = #expect(throws: SuiteError.self) { try Suites.named("math500").problems(in: folder) }
            #expect(error?.description.hasPrefix("\(file.path): gzip -dc failed: gzip: ") == true)
            #expect(error?.description.hasSuffix("unpack it by hand and drop the .gz, or fetch it again") == true)
        }
    }

    @Test(.enabled(if: ParquetImport.installed() != nil && IsolationAvailability.isThere, "pyarrow is not in .deps; run scripts/setup"))
    func `a suite is read from a Parquet file as the hub has it`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "arc-easy.parquet")
            try FileManager.default.copyItem(at: Checkout.fixtures.appending(path: "parquet/arc.parquet"), to: file)
            let problems = try Suites.named("arc-easy").problems(in: folder)
            #expect(problems.map(\.question) == ["What is hot?\nA. ice\nB. fire", "Which is most?\nA. one\nB. two\nC. three"])
            #expect(problems.map(\.label) == ["B", "C"])
            #expect(problems.map(\.id) == ["hot", "most"])
            #expect(problems[1].provenance == "\(file.path):2")
            #expect(try Suites.named("arc-easy").problems(in: folder, limit: 1).count == 1)
            try Data(contentsOf: file).dropLast(9).write(to: file)
            let error = #expect(throws: SuiteError.self) { try Suites.named("arc-easy").problems(in: folder) }
            #expect(error?.description.contains("it ends early") == true)
        }
    }

    /// RFC 1952, with one stored block of RFC 1951.
    private func packed(_ data: Data) -> Data {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
        let length = UInt32(data.count)
        return Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(length, 2) + little(~length, 2))
            + data + Data(little(~crc, 4) + little(length, 4))
    }

    @Test func `a missing column and an empty label are named with their line`() {
        let rows = """
            {"problem": "1+1", "answer": "2"}
            {"problem": "1+1", "solution": "2"}
            {"problem": "1+1", "answer": " "}
            {"problem": "", "answer": "2"}
            {"problem": 5, "answer": [1]}
            """
        let empty = "it must not be empty: nothing could be asked or graded; complete or remove the row"
        #expect(
            fault("math500", rows).split(separator: "\n").map(String.init) == [
                "rows.jsonl:2: no column answer, which math500 needs (found problem, solution)",
                "rows.jsonl:3: answer is \"\"; \(empty)",
                "rows.jsonl:4: problem is \"\"; \(empty)",
                "rows.jsonl:5: problem is 5; expected a text",
            ])
    }

    @Test(arguments: [
        ("aime2024", #"{"problem": "p", "answer": {"a": 1}}"#, #"answer is {"a": 1}; expected a text or a number"#),
        ("minerva", #"{"problem": "p", "solution": "5"}"#, #"solution is "5"; expected a solution that ends in \boxed{answer}"#),
        ("gsm8k", #"{"question": "q", "answer": "5"}"#, ##"answer is "5"; expected a solution that ends in #### and the number"##),
        ("olympiadbench", #"{"question": "q", "final_answer": []}"#, #"final_answer is ""; it must not be empty: "#),
        ("olympiadbench", #"{"question": "q", "final_answer": [1]}"#, "final_answer[0] is 1; expected a text"),
        (
            "arc-easy",
            #"{"question": "q", "choices": [{"label": "A", "text": "a"}, {"label": "B", "text": "b"}], "answerKey": "E"}"#,
            #"answerKey is "E"; expected one of A, B"#
        ),
        ("arc-easy", #"{"question": "q", "choices": [], "answerKey": "A"}"#, "choices is []; expected 2 to 26 of them"),
        (
            "arc-easy", #"{"question": "q", "choices": ["a", "b"], "answerKey": "A"}"#,
            #"choices is "a"; expected objects with label and text"#
        ),
        (
            "mbpp", #"{"task_id": 11, "text": "t", "code": "def f(): pass", "test_list": ["assert g() == 1"]}"#,
            #"test_list is "assert g() == 1"; expected a call of a function that code defines"#
        ),
        ("mbpp", #"{"task_id": "11"}"#, #"task_id is "11"; expected a whole number"#),
        (
            "mbpp-plus",
            #"{"task_id": "x", "entry_point": "f", "canonical_solution": "s", "prompt": "p", "base_input": [], "plus_input": [], "atol": 0}"#,
            #"task_id is "x"; expected a name such as Mbpp/2"#
        ),
        (
            "humaneval-plus",
            #"{"task_id": "a", "entry_point": "f", "canonical_solution": "s", "prompt": "p", "base_input": [1], "plus_input": [], "atol": 0}"#,
            "base_input is 1; expected lists of arguments"
        ),
        (
            "humaneval-plus",
            #"{"task_id": "a", "entry_point": "f", "canonical_solution": "s", "prompt": "p", "base_input": [[1]], "plus_input": [], "atol": -1}"#,
            "atol is -1; expected a number, 0 or more"
        ),
        ("cruxeval-o", #"{"code": "c", "input": 1, "output": "2"}"#, "input is 1; expected a text"),
        (
            "livecodebench", #"{"prompt": "p", "inputs": ["1"], "outputs": []}"#,
            "outputs is []; expected as many as inputs, at least one (1 inputs, 0 outputs)"
        ),
    ])
    func `what cannot be used is shown`(suite: String, row: String, text: String) {
        #expect(fault(suite, row).hasPrefix("rows.jsonl:1: \(text)"))
    }

    @Test func `rows that repeat the set count once, and others may not share a name`() throws {
        let row = #"{"id": 1, "problem": "1+1", "answer": "2"}"#
        let problems = try Suites.named("amc2023").problems(Data("\(row)\n\n\(row)\n".utf8), place: "x8.jsonl")
        #expect(problems.map(\.provenance) == ["x8.jsonl:1"])
        #expect(
            fault("amc2023", row + "\n" + #"{"id": 1, "problem": "1+1", "answer": "3"}"#)
                == "rows.jsonl:2: the id 1 names another problem at rows.jsonl:1; give each problem its own")
        #expect(fault("amc2023", "") == "rows.jsonl: holds no rows; a data set needs at least one")
        #expect(fault("amc2023", "[1]") == "rows.jsonl:1: expected an object with named columns, found a list")
        #expect(fault("amc2023", "{\"id\" 1}").hasPrefix("rows.jsonl:1: not JSON: a colon is missing after 6 bytes"))
    }

    @Test func `problems stored without a specification are read`() throws {
        let stored = #"{"id": "a", "question": "q", "label": "l", "family": "f", "provenance": "p"}"#
        let problem = try JSONDecoder().decode(Problem.self, from: Data(stored.utf8))
        #expect(problem.specification.isEmpty)
        var other = problem
        other.specification = "{}"
        #expect(try JSONDecoder().decode(Problem.self, from: JSONEncoder().encode(other)) == other)
    }
}
