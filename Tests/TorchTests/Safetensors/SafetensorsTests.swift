import Foundation
import Testing
import Torch

@EngineActor
struct SafetensorsTests {
    /// A file of this header and so many bytes 1, 2, 3 … of data.
    private func file(_ header: String, data: Int, headerLength: UInt64? = nil) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        var bytes = withUnsafeBytes(of: (headerLength ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
        bytes.append(Data(header.utf8))
        bytes.append(Data((0..<data).map { UInt8(truncatingIfNeeded: $0 + 1) }))
        try bytes.write(to: url)
        return url
    }

    /// The error of reading the file, which is removed.
    private func problem(_ header: String, data: Int, headerLength: UInt64? = nil) throws -> SafetensorsError? {
        let url = try file(header, data: data, headerLength: headerLength)
        defer { try? FileManager.default.removeItem(at: url) }
        return #expect(throws: SafetensorsError.self) { try SafetensorsReader(url) }
    }

    private func isHeader(_ error: SafetensorsError?, saying text: String) -> Bool {
        guard case .header(_, let reason)? = error else { return false }
        return reason.contains(text)
    }

    @Test func `what is written is read again, every type to the bit`() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        let values = try Tensor(waves(12, scale: 4), shape: [3, 4])
        let all = try DType.allCases.map { (name: "t.\($0.rawValue)", tensor: try values.to($0)) }
        try SafetensorsWriter.write(all, metadata: ["format": "pt", "who": "a test"], to: url)
        let reader = try SafetensorsReader(url)
        #expect(reader.entries.count == DType.allCases.count)
        #expect(reader.metadata == ["format": "pt", "who": "a test"])
        for (name, tensor) in all {
            let again = try reader.tensor(name)
            #expect(again.dtype == tensor.dtype && again.shape == [3, 4])
            #expect(try again.bytes() == tensor.bytes(), "\(name)")
        }
        #expect(try reader.tensor("t.float32").floats() == values.floats())
        let header = try Data(contentsOf: url).prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        #expect(header % 8 == 0)
    }

    /// bfloat16 1.0 is 0x3F80, −2.0 is 0xC000.
    @Test func `half types are widened where floats are wanted`() throws {
        let url = try file(#"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, data: 0)
        defer { try? FileManager.default.removeItem(at: url) }
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0x80, 0x3F, 0x00, 0xC0]))
        try handle.close()
        let target = try Tensor.zeros([2])
        try SafetensorsReader(url).read("a", into: target)
        #expect(try target.floats() == [1, -2])
    }

    @Test func `an empty tensor and a scalar`() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        try SafetensorsWriter.write([("none", Tensor.zeros([0, 3])), ("one", Tensor([Float(7)], shape: []))], to: url)
        let reader = try SafetensorsReader(url)
        #expect(try reader.tensor("none").shape == [0, 3])
        #expect(try reader.tensor("one").item() == 7)
    }

    @Test func `a missing file`() throws {
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsReader(URL(fileURLWithPath: "/nowhere/model.safetensors")) }
        guard case .unreadable("/nowhere/model.safetensors", _)? = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func `truncated files say how much is there and how much should be`() throws {
        let header = #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#
        guard case .truncated(_, let bytes, let needed)? = try problem(header, data: 15) else { Issue.record(); return }
        #expect(bytes == 8 + header.utf8.count + 15 && needed == bytes + 1)
        guard case .truncated(_, _, 1008)? = try problem("{", data: 0, headerLength: 1000) else { Issue.record(); return }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data([1, 2, 3]).write(to: url)
        #expect(throws: SafetensorsError.truncated(path: url.path, bytes: 3, needed: 8)) { try SafetensorsReader(url) }
    }

    @Test func `headers that are not headers`() throws {
        #expect(isHeader(try problem("{nonsense", data: 8), saying: "not JSON"))
        #expect(isHeader(try problem("[1, 2]", data: 8), saying: "not an object"))
        #expect(isHeader(try problem("{}", data: 0, headerLength: .max), saying: "at most 100 MB"))
        #expect(isHeader(try problem(#"{"a":{"dtype":"F32","shape":[1]}}"#, data: 4), saying: "'a' lacks"))
        #expect(isHeader(try problem(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: 4), saying: "'a' lacks"))
        #expect(isHeader(try problem(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: 4), saying: "'a' lacks"))
    }

    @Test func `offsets that do not fit the shape`() throws {
        #expect(isHeader(try problem(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: 4), saying: "needs 8 bytes, its offsets span 4"))
        let huge = #"{"a":{"dtype":"F32","shape":[4611686018427387904,16],"data_offsets":[0,4]}}"#
        #expect(isHeader(try problem(huge, data: 4), saying: "the shape"))
    }

    @Test func `tensors that overlap`() throws {
        let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
        #expect(isHeader(try problem(header, data: 12), saying: "'a' and 'b' overlap"))
    }

    @Test func `an element type that is not ours`() throws {
        let error = try problem(#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, data: 4)
        guard case .unsupportedType(_, "a", "F8_E4M3")? = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func `a tensor that is not there, or has another shape`() throws {
        let url = try file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: 8)
        defer { try? FileManager.default.removeItem(at: url) }
        let reader = try SafetensorsReader(url)
        let target = try Tensor.full([2, 1], 5)
        #expect(throws: SafetensorsError.missing(tensor: "b", path: url.path)) { try reader.read("b", into: target) }
        #expect(throws: SafetensorsError.missing(tensor: "b", path: url.path)) { try reader.tensor("b") }
        #expect(throws: SafetensorsError.shape(tensor: "a", path: url.path, found: [2], wanted: [2, 1])) {
            try reader.read("a", into: target)
        }
        #expect(try target.floats() == [5, 5])
        #expect(
            SafetensorsError.missing(tensor: "b", path: "m").description
                == "m has no tensor 'b'; is it the checkpoint of another model?")
    }

    @Test func `a folder that is not there is not written to, and nothing is left`() throws {
        let url = URL(fileURLWithPath: "/nowhere/at/all.safetensors")
        #expect(throws: SafetensorsError.self) { try SafetensorsWriter.write([("a", Tensor.zeros([1]))], to: url) }
        // A folder under the target's name: the rename fails and the partial file goes.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("x.safetensors/inner"), withIntermediateDirectories: true)
        #expect(throws: SafetensorsError.self) {
            try SafetensorsWriter.write([("a", Tensor.zeros([1]))], to: folder.appendingPathComponent("x.safetensors"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.safetensors"])
    }
}
