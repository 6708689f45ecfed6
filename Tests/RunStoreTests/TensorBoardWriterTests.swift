import Foundation
import TestSupport
import Testing

@testable import RunStore

struct TensorBoardWriterTests {
    // The expected bytes were written by tensorboard 2.21's own RecordWriter from its own Event messages.
    let time = Date(timeIntervalSince1970: 1_500_000_000)

    @Test func `the checksum of the digits is the published one`() {
        // RFC 3720's polynomial; "123456789" gives E3069283 in every catalogue of CRCs.
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
        // RFC 3720, appendix B.4: 32 bytes of zeros, bytes aa 36 91 8a on the wire.
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    }

    @Test func `two scalars make tensorboard's bytes`() {
        let frame = TensorBoardWriter.frame(
            TensorBoardWriter.event(step: 300, metrics: ["reward": 0.5, "kl": -2], time: time))
        #expect(
            hexadecimal(frame) == "2800000000000000ff70164a09000000c00b5ad64110ac022a1a0a090a026b6c15000000c0"
                + "0a0d0a06726577617264150000003fc23bcc91")
    }

    @Test func `a fresh file begins with its version, a resumed one forgets later steps`() throws {
        let version = "1800000000000000a37f4b2209000000c00b5ad6411a0d627261696e2e4576656e743a324ca9a464"
        let restart = "0f000000000000006d532b0909000000c00b5ad64110153a020801ca57cc1b"
        let folder = try TemporaryFolder()
        let fresh = try TensorBoardWriter(folder.url, time: time)
        let resumed = try TensorBoardWriter(folder.url, resumingFrom: 20, time: time)

        #expect(hexadecimal(try Data(contentsOf: fresh.url)) == version)
        #expect(hexadecimal(try Data(contentsOf: resumed.url)) == version + restart)
        #expect(fresh.url.lastPathComponent == "events.out.tfevents.1500000000.autodidact")
        #expect(resumed.url.lastPathComponent == "events.out.tfevents.1500000001.autodidact")
    }

    @Test(.enabled("needs the Python package tensorboard: Benchmarks/peer/setup") { TensorBoardReader.isThere })
    func `tensorboard reads what we wrote, and drops what a resumed run repeats`() throws {
        let folder = try TemporaryFolder()
        let fresh = try TensorBoardWriter(folder.url)
        for step in 1...4 { try fresh.append(step: step, metrics: ["reward": Double(step)]) }
        let resumed = try TensorBoardWriter(folder.url, resumingFrom: 2)
        try resumed.append(step: 3, metrics: ["reward": 30])

        #expect(try TensorBoardReader.scalars("reward", in: folder.url) == "[[1, 1.0], [2, 2.0], [3, 30.0]]")
    }

    private func hexadecimal(_ data: Data) -> String {
        data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// TensorBoard's own reader, in the virtual environment of the benchmarks.
enum TensorBoardReader {
    static let python = Checkout.root.appending(path: ".venv-bench/bin/python")

    static var isThere: Bool {
        (try? call("import tensorboard")) != nil
    }

    static func scalars(_ tag: String, in folder: URL) throws -> String {
        try call(
            """
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator('\(folder.path)'); events.Reload()
            print([[e.step, e.value] for e in events.Scalars('\(tag)')])
            """)
    }

    private static func call(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", script]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
