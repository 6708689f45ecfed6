import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Environments

/// Parquet import, where `scripts/setup` has installed pyarrow. `scripts/make-parquet-fixtures.py` wrote the files.
@Suite(.enabled(if: ParquetImport.installed() != nil && IsolationAvailability.isThere, "pyarrow is not in .deps; run scripts/setup"))
struct ParquetRowsTests {
    static let folder = Checkout.fixtures.appending(path: "parquet")

    private func file(_ name: String) -> URL { Self.folder.appending(path: name + ".parquet") }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: file(name)) }

    private func rows(_ data: Data, limits: ParquetRows.Limits = .init()) throws(DatasetProblem) -> [String] {
        var rows = try ParquetRows(data, name: "x.parquet", limits: limits)
        var texts: [String] = []
        while let row = try rows.next() { texts.append(String(decoding: row, as: UTF8.self)) }
        return texts
    }

    /// What is said of a file that cannot be read.
    private func fault(_ data: Data, limits: ParquetRows.Limits = .init()) -> String {
        do {
            return "read: \(try rows(data, limits: limits))"
        } catch {
            return error.description
        }
    }

    @Test func `rows become objects`() throws {
        #expect(try rows(bytes("pair")) == [#"{"question":"1 + 1 = ?","answer":"2"}"#, #"{"question":"2 + 2 = ?","answer":"4"}"#])
        #expect(try rows(bytes("snappy")).count == 40)
        #expect(try rows(bytes("empty")) == [])
    }

    /// The values are those of `types()` in the script.
    @Test func `every value is exact`() throws {
        let rows = try rows(bytes("types"))
        #expect(rows.count == 2)
        let value = try JSONReader.read(Data(rows[0].utf8))
        let expected: [(String, JSONValue)] = [
            ("question", .text("a\u{2028}b\u{E9}\u{1F600}\n\"\\")), ("flag", .bool(true)), ("long", .whole(9_007_199_254_740_993)),
            ("least", .whole(.min)), ("huge", .longWhole("18446744073709551615")), ("ratio", .number(0.1)),
            ("single", .number(Double(Float(0.1)))), ("endless", .number(-.infinity)),
            ("price", .text("123456789012345678901234567890.10")), ("count", .longWhole("123456789012345678901234567890")),
            ("day", .text("1969-12-31")), ("moment", .text("2024-02-29T12:30:00.25")), ("instant", .text("2024-02-29T12:30:00.25Z")),
            ("fine", .text("1970-01-01T00:00:00.000000001")), ("clock", .text("23:59:59.000001")),
        ]
        for (column, expected) in expected { #expect(value[column] == expected, "\(column): \(value[column]?.json ?? "none")") }
        if case .number(let number)? = value["nan"] { #expect(number.isNaN) } else { Issue.record("nan is no number") }
        #expect(value["raw"]?.json == #"{"base64":"/wA="}"#)
        #expect(value["list"]?.json == "[[1,null],[],null]")
        #expect(value["map"]?.json == #"{"b":1,"a":null}"#)
        #expect(value["nest"]?.json == #"{"x":{"y":"deep"},"z":null}"#)
        var nulls = JSONObject()
        if case .object(let members) = try JSONReader.read(Data(rows[1].utf8)) { nulls = members }
        #expect(nulls.keys.count == 20 && nulls.keys.allSatisfy { nulls[$0] == .null }, "\(rows[1])")
    }

    @Test func `verl's columns are problems, and a repeated row is one`() throws {
        let url = file("verl")
        let problems = try DatasetReader.read(url)
        #expect(problems.map(\.question) == ["1 + 1 = ?", "3 + 4 = ?"])
        #expect(problems.map(\.label) == ["2", "7"])
        #expect(problems.map(\.id) == ["7", "8"])
        #expect(problems.map(\.family) == ["sums", "sums"])
        #expect(problems.map(\.provenance) == ["\(url.relativePath):1", "\(url.relativePath):3"])
        #expect(try DatasetReader.read(url, limit: 1).map(\.id) == ["7"])
    }

    @Test func `a fault has the file and the row`() throws {
        let url = file("unlabelled")
        #expect(try DatasetReader.read(url, labels: .optional).map(\.label) == ["1", ""])
        do {
            _ = try DatasetReader.read(url)
            Issue.record("a row without a label was read")
        } catch {
            #expect(error.description.hasPrefix("\(url.relativePath):2: no label"), "\(error)")
            #expect(!error.isPartMissing)
        }
        #expect(throws: DatasetError(.empty(place: file("empty").relativePath))) { try DatasetReader.read(file("empty")) }
    }

    @Test(arguments: [
        ("numbered-map", "column extra: it maps from int32; names of an object are texts"),
        ("repeated-name", "row 2, column extra: the name 'k' stands twice in a map"),
        ("far-date", "row 2, column when: a date 1073741824 days from 1970 is outside the years 1 to 9999"),
        ("not-utf8", "row 2, column question: a text is not UTF-8; write it again as UTF-8, or leave the column out"),
        ("two-columns-of-a-name", "two columns have the name 'question'; rename one"),
        ("many-rows", "it claims 10000001 rows, and at most 10000000 are read; split it"),
        ("long-list", "row 1, column extra: a list of 50000000 values; a row has at most 67108864 bytes as JSON"),
    ])
    func `what cannot be had exactly is refused`(name: String, reason: String) throws {
        #expect(fault(try bytes(name)) == "x.parquet: cannot be read: \(reason)")
    }

    @Test func `a file that unpacks without end`() throws {
        var limits = ParquetRows.Limits()
        limits.memory = 300 << 20
        // 50 million numbers with their levels take some 400 MB.
        #expect(fault(try bytes("long-list"), limits: limits).contains("it needs more than 300 MB of memory to be unpacked"))
        limits = ParquetRows.Limits()
        limits.text = 4 << 20
        // 20,000 rows of 1 KB.
        #expect(fault(try bytes("much-text"), limits: limits).contains("and at most 10000000 rows and 4 MB are read; split it"))
        limits = ParquetRows.Limits()
        limits.row = 500
        #expect(fault(try bytes("much-text"), limits: limits).hasSuffix("row 1: 1014 bytes as JSON, and at most 500 are read"))
        limits.bytes = 200
        #expect(fault(try bytes("pair"), limits: limits).contains("and at most 0 are read; split it, or convert it to JSONL"))
    }

    @Test func `what is no Parquet, or not all of it`() throws {
        let whole = try bytes("pair")
        #expect(fault(Data()).contains("it is not Parquet: it begins with nothing"))
        #expect(fault(Data("{\"question\": 1}".utf8)).contains("it begins with 7b 22 71 75, not with PAR1"))
        #expect(fault(Data("PAR1".utf8)).contains("it ends early: 4 bytes"))
        #expect(fault(whole.dropLast(9)).contains("it ends early: \(whole.count - 9) bytes"))
        #expect(fault(whole.dropLast(4) + Data("PARE".utf8)).contains("it is encrypted; write it again without encryption"))
        #expect(fault(Data("PAR1".utf8) + Data(count: 8) + Data("PAR1".utf8)).contains("it is damaged or encrypted: pyarrow says "))
        do {
            _ = try DatasetReader.read(URL(filePath: "/nowhere/at all.parquet"))
            Issue.record("a missing file was read")
        } catch {
            #expect(error.description.hasPrefix("/nowhere/at all.parquet: cannot be read: "))
        }
    }

    /// A row lost or changed without a word would be worse than an error, and a crash or a hang is a fault of ours.
    @Test func `no damage passes for fewer rows, crashes or hangs`() throws {
        let whole = try bytes("pair")
        for place in stride(from: 4, to: whole.count - 4, by: 23) {
            var damaged = whole
            damaged[place] ^= 0x41
            do {
                #expect(try rows(damaged).count == 2, "at \(place)")
            } catch {
                #expect(error.description.hasPrefix("x.parquet: cannot be read: "), "\(error)")
            }
        }
    }

    @Test func `its process is killed from outside`() throws {
        var rows = try ParquetRows(bytes("much-text"), name: "x.parquet")
        _ = try rows.next()
        let process = try #require(rows.processIdentifier)
        kill(process, SIGKILL)
        do {
            while try rows.next() != nil {}
            Issue.record("all rows came from a process that was killed")
        } catch {
            #expect(error.description.contains("the process that unpacks it broke"), "\(error)")
        }
    }

    @Test(.enabled(if: SharedData.has("training/one-shot-rlvr/parquet")))
    func `the files of One-Shot-RLVR say what their JSONL says`() throws {
        let folder = try SharedData.url("training/one-shot-rlvr")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "parquet").path).filter { $0.hasSuffix(".parquet") }
        #expect(names.count == 7)
        for name in names {
            let stem = String(name.dropLast(".parquet".count))
            let parquet = try DatasetReader.read(folder.appending(path: "parquet/\(name)"), labels: .optional)
            let lines = try DatasetReader.read(folder.appending(path: "\(stem).jsonl"), labels: .optional)
            #expect(parquet.count == lines.count && !parquet.isEmpty, "\(name)")
            for (one, other) in zip(parquet, lines) {
                #expect(one.question == other.question && one.label == other.label && one.id == other.id && one.family == other.family, "\(name)")
            }
        }
    }
}

struct ParquetImportTests {
    @Test func `what is missing is told with the fix`() {
        #expect(ParquetImport.reason(.noBubblewrap).contains("'apt-get install bubblewrap', or convert the file to JSONL"))
        #expect(ParquetImport.reason(.noPython(tried: ["/x"])).contains("tried /x"))
        let wheel = ParquetImport.reason(.noIsolation(reason: "pyarrow cannot be imported: No module named 'pyarrow.lib'"))
        #expect(wheel.contains("pyarrow.lib") && wheel.contains("scripts/setup") && !wheel.contains("isolated"))
        #expect(ParquetImport.reason(.noIsolation(reason: "no namespaces")).contains("no namespaces"))
        #expect(DatasetError(.partMissing(place: "x.parquet", reason: "no pyarrow")).isPartMissing)
    }

    @Test(arguments: [("a.parquet", true), ("A.PARQUET", true), ("a.jsonl", false), ("parquet", false)])
    func `names`(name: String, isParquet: Bool) { #expect(ParquetRows.reads(name) == isParquet) }
}
