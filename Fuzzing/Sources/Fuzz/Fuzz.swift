import Environments
import Experience
import Foundation

/// What is fuzzed; `$AUTODIDACT_FUZZ` names it.
private enum Target: String {
    /// An answer and a label in two lines: the parser, the structures, the comparison, derivatives.
    case expressions
    /// A completion: every rule by which an answer is found.
    case extraction
    /// A file of problems, and a line to be scored.
    case jsonl
    /// A Parquet file: the isolated process that unpacks it, and what is made of its rows.
    case parquet
}

private let target: Target = {
    let name = ProcessInfo.processInfo.environment["AUTODIDACT_FUZZ"] ?? ""
    guard let target = Target(rawValue: name) else {
        FileHandle.standardError.write(Data("AUTODIDACT_FUZZ is '\(name)'; use expressions, extraction, jsonl or parquet\n".utf8))
        exit(64)
    }
    return target
}()

/// libFuzzer's entry: a crash, an assertion or a silence of seconds is a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    switch target {
    case .expressions: expressions(String(decoding: bytes, as: UTF8.self))
    case .extraction: extraction(String(decoding: bytes, as: UTF8.self))
    case .jsonl: jsonl(Data(bytes))
    case .parquet: parquet(Data(bytes))
    }
    return 0
}

private func expressions(_ text: String) {
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (answer, label) = (lines[0], lines.count > 1 ? lines[1] : lines[0])
    var comparison = MathComparison()
    for ignoresOrder in [false, true] {
        comparison.ignoresOrder = ignoresOrder
        let finding = comparison.compare(answer, with: label)
        precondition(!finding.isEqual || label.contains { !$0.isWhitespace }, "an empty label matched")
    }
    let fields = ["integrand": label, "variable": "x"]
    guard let specification = try? JSONEncoder().encode(fields) else { return }
    let problem = Problem(
        id: "fuzz", question: "", label: "", family: "fuzz", provenance: "", specification: String(decoding: specification, as: UTF8.self))
    _ = IntegralVerifier().judge("<answer>\(answer)</answer>", for: problem)
}

private func extraction(_ text: String) {
    for location in AnswerLocation.allCases { _ = location.answer(in: text) }
    _ = AnswerExtraction.lastBoxed(in: text)
    let problem = Problem(id: "fuzz", question: "", label: "B", family: "fuzz", provenance: "")
    _ = ChoiceVerifier().judge(text, for: problem)
    _ = MathsVerifier().judge(text, for: problem)
    let unlabelled = Problem(id: "fuzz", question: text, label: "", family: "fuzz", provenance: "")
    precondition(MathsVerifier().judge(text, for: unlabelled).verdict != .correct, "an empty label matched")
    _ = IntegralVerifier().judge(text, for: unlabelled)
}

private func jsonl(_ data: Data) {
    for labels in [DatasetReader.Labels.required, .optional] { _ = try? DatasetReader.read(data, name: "fuzz.jsonl", labels: labels) }
    _ = try? CompletionRow.read(data, index: 0, place: "fuzz.jsonl:1")
}

private func parquet(_ data: Data) {
    var limits = ParquetRows.Limits()
    (limits.text, limits.seconds, limits.silence) = (4 << 20, 4, 5)
    do throws(DatasetProblem) {
        var rows = try ParquetRows(data, name: "fuzz.parquet", limits: limits)
        var text = Data()
        while let row = try rows.next() { text.append(row + Data("\n".utf8)) }
        jsonl(text)
    } catch {
        guard case .partMissing = error else { return }
        FileHandle.standardError.write(Data("fuzz: \(error)\n".utf8))
        exit(69)
    }
}
