import Foundation

/// How this store writes JSON: sorted keys, ISO 8601 dates, `"nan"` and `"inf"` for what JSON has no number for.
enum StoredJSON {
    /// One line, without the newline.
    static func line(_ value: some Encodable) throws(RunStoreError) -> Data {
        try encode(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// Indented, with a final newline.
    static func document(_ value: some Encodable) throws(RunStoreError) -> Data {
        try encode(value, formatting: [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]) + Data("\n".utf8)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, at place: String) throws(RunStoreError)
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(type, from: data)
        } catch {
            throw .damaged(path: place, reason: reason(of: error))
        }
    }

    private static func encode(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting)
        throws(RunStoreError) -> Data
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try encoder.encode(value)
        } catch {
            throw .damaged(path: "a \(type(of: value))", reason: "it cannot be written as JSON: \(error)")
        }
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _):
            "it has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            (context.codingPath.isEmpty ? "" : "at '\(context.codingPath.map(\.stringValue).joined(separator: "."))': ")
                + context.debugDescription
        default:
            "\(error)"
        }
    }
}
