/// A value of a resolved recipe, written out as YAML or JSON. Scalars are written alike in both.
public indirect enum ResolvedValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case whole(String)
    case number(Double)
    case text(String)
    case list([ResolvedValue])
    case section([(key: String, value: ResolvedValue)])

    /// Block YAML; every text is quoted, so that none is taken for a number.
    public var yaml: String { yaml(indent: 0) }

    public var json: String { json(indent: 0) + "\n" }

    private func yaml(indent: Int) -> String {
        guard case .section(let entries) = self else { return flow + "\n" }
        return entries.map { entry in
            let lead = String(repeating: "  ", count: indent) + entry.key + ":"
            if case .section(let inner) = entry.value, !inner.isEmpty {
                return lead + "\n" + entry.value.yaml(indent: indent + 1)
            }
            return lead + " " + entry.value.flow + "\n"
        }.joined()
    }

    private func json(indent: Int) -> String {
        guard case .section(let entries) = self, !entries.isEmpty else { return flow }
        let lead = String(repeating: "  ", count: indent + 1)
        let lines = entries.map { lead + Self.quoted($0.key) + ": " + $0.value.json(indent: indent + 1) }
        return "{\n" + lines.joined(separator: ",\n") + "\n" + String(repeating: "  ", count: indent) + "}"
    }

    /// On one line, as JSON, which is YAML too.
    private var flow: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .whole(let digits): digits
        case .number(let value): "\(value)"
        case .text(let text): Self.quoted(text)
        case .list(let values): "[" + values.map(\.flow).joined(separator: ", ") + "]"
        case .section(let entries):
            "{" + entries.map { Self.quoted($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    public static func == (left: ResolvedValue, right: ResolvedValue) -> Bool { left.json == right.json }

    public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
