public import Foundation

/// Scalars in a TensorBoard event file: TFRecord frames around `tensorflow.Event` messages.
///
/// A resumed run starts a new file whose first event tells TensorBoard to forget later steps.
public final class TensorBoardWriter: Sendable {
    private let file: AppendFile

    public var url: URL { file.url }

    /// - Parameter step: the step the run continues from; `nil` for a fresh run.
    public init(_ directory: URL, resumingFrom step: Int? = nil, time: Date = Date()) throws(RunStoreError) {
        // TensorBoard reads files in the order of their names, and the seconds in a name decide it.
        let newest = try DurableFiles.names(in: directory).compactMap(Self.seconds).max() ?? 0
        let seconds = max(Int(time.timeIntervalSince1970), newest + 1)
        let digits = String(repeating: "0", count: max(0, 10 - String(seconds).count)) + String(seconds)
        file = try AppendFile(directory.appendingPathComponent("events.out.tfevents.\(digits).autodidact"))

        var version = ProtobufMessage()
        version.append(field: 1, time.timeIntervalSince1970)
        version.append(field: 3, "brain.Event:2")
        try file.append(Self.frame(version.bytes))
        if let step {
            var session = ProtobufMessage()
            session.append(field: 1, varint: 1)  // SessionLog.START
            var event = ProtobufMessage()
            event.append(field: 1, time.timeIntervalSince1970)
            event.append(field: 2, varint: UInt64(max(0, step + 1)))
            event.append(field: 7, session)
            try file.append(Self.frame(event.bytes))
        }
    }

    public func append(step: Int, metrics: [String: Double], time: Date = Date()) throws(RunStoreError) {
        try file.append(Self.frame(Self.event(step: step, metrics: metrics, time: time)))
    }

    /// `Event { wall_time = 1; step = 2; summary = 5 { value = 1 { tag = 1; simple_value = 2 } } }`.
    static func event(step: Int, metrics: [String: Double], time: Date) -> [UInt8] {
        var summary = ProtobufMessage()
        for (tag, value) in metrics.sorted(by: { $0.key < $1.key }) {
            var scalar = ProtobufMessage()
            scalar.append(field: 1, tag)
            scalar.append(field: 2, Float(value))
            summary.append(field: 1, scalar)
        }
        var event = ProtobufMessage()
        event.append(field: 1, time.timeIntervalSince1970)
        event.append(field: 2, varint: UInt64(bitPattern: Int64(step)))
        event.append(field: 5, summary)
        return event.bytes
    }

    /// Length, its masked checksum, the data, their masked checksum; little-endian.
    static func frame(_ bytes: [UInt8]) -> Data {
        let length = ProtobufMessage.littleEndian(UInt64(bytes.count))
        return Data(
            length + ProtobufMessage.littleEndian(CRC32C.masked(length)) + bytes
                + ProtobufMessage.littleEndian(CRC32C.masked(bytes)))
    }

    private static func seconds(of name: String) -> Int? {
        let parts = name.split(separator: ".")
        guard parts.count > 3, name.hasPrefix("events.out.tfevents.") else { return nil }
        return Int(parts[3])
    }
}
