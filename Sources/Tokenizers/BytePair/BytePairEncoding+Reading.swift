extension BytePairEncoding {
    /// Reads `model`.
    ///
    /// - Parameters:
    ///   - tokens: filled with the text of each token.
    ///   - isByteLevel: words come as bytes, tokens are written in the byte alphabet.
    static func read(
        _ field: JSONField, tokens: inout TokenTable, isByteLevel: Bool
    ) throws(TokenizerError) -> BytePairEncoding {
        if let type = try field.optional("type"), try type.string() != "BPE" {
            throw type.unsupported("BPE")
        }
        try refuseUndone(field)
        let vocabulary = try field.required("vocab", expected: "an object of tokens and their ids")
        try readVocabulary(vocabulary, into: &tokens)
        let ignoresMerges = try field.bool("ignore_merges", default: false)
        let mergeFields = try field.required("merges", expected: "a list of merges, such as \"t h\"")
        let (merges, mergedTokens) = try readMerges(mergeFields, tokens: tokens)
        let unknown = try readUnknownRule(field, tokens: tokens)
        // Characters that are dropped let their neighbours merge, across a cut as well.
        let dropsUnknown = unknown.unknownID == nil && unknown.byteIDs?.allSatisfy { $0 >= 0 } != true
        let mayCut = !isByteLevel && !ignoresMerges && !dropsUnknown
        return BytePairEncoding(
            words: isByteLevel ? byteWords(tokens) : tokens, merges: merges,
            byteSymbols: isByteLevel ? byteSymbols(tokens) : nil, unknown: unknown, ignoresMerges: ignoresMerges,
            wordStart: mayCut ? wordStart(tokens, mergedTokens: mergedTokens) : nil)
    }

    private static func refuseUndone(_ field: JSONField) throws(TokenizerError) {
        if let dropout = try field.optional("dropout"), dropout.value != .integer(0), dropout.value != .number(0) {
            throw dropout.unsupported("no dropout; set it to null")
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let affix = try field.optional(key), try !affix.string().isEmpty {
                throw affix.unsupported("tokens without \(key)")
            }
        }
    }

    private static func readVocabulary(_ field: JSONField, into tokens: inout TokenTable) throws(TokenizerError) {
        for entry in try field.object().entries {
            guard case .integer(let id) = entry.value, (0...Self.largestID).contains(id) else {
                throw .wrongValue(
                    file: field.file, path: "\(field.path)[\"\(entry.key)\"]", found: "\(entry.value)",
                    expected: "an id from 0 to \(Self.largestID)")
            }
            tokens.insert(entry.key.utf8, id: id)
        }
    }

    /// Far above any vocabulary, so that a mad id cannot ask for all memory.
    private static let largestID = 1 << 22

    private static func readMerges(
        _ field: JSONField, tokens: TokenTable
    ) throws(TokenizerError) -> (MergeTable, [Int32]) {
        guard case .array(let entries) = field.value else { throw field.wrong("an array") }
        var table = MergeTable(capacity: entries.count)
        var merged: [Int32] = []
        merged.reserveCapacity(entries.count)
        for (rank, entry) in entries.enumerated() {
            let (left, right) = try pair(entry, rank: rank, field)
            func id(_ token: [UInt8]) throws(TokenizerError) -> Int32 {
                guard let id = tokens.id(of: token) else {
                    throw .unknownToken(
                        file: field.file, path: "\(field.path)[\(rank)]",
                        token: String(decoding: token, as: UTF8.self))
                }
                return id
            }
            let result = try id(left + right)
            table.insert(left: try id(left), right: try id(right), rank: rank, id: result)
            merged.append(result)
        }
        return (table, merged)
    }

    /// The older form is "left right", the newer ["left", "right"].
    private static func pair(
        _ entry: JSONValue, rank: Int, _ field: JSONField
    ) throws(TokenizerError) -> ([UInt8], [UInt8]) {
        if case .string(let text) = entry {
            let units = Array(text.utf8)
            if let space = units.firstIndex(of: 0x20), units.lastIndex(of: 0x20) == space {
                return (Array(units[..<space]), Array(units[(space + 1)...]))
            }
        } else if case .array(let parts) = entry, parts.count == 2, case .string(let left) = parts[0],
            case .string(let right) = parts[1]
        {
            return (Array(left.utf8), Array(right.utf8))
        }
        throw .wrongValue(
            file: field.file, path: "\(field.path)[\(rank)]", found: "\(entry)",
            expected: "two tokens, \"left right\" or [\"left\", \"right\"]")
    }

    private static func readUnknownRule(
        _ field: JSONField, tokens: TokenTable
    ) throws(TokenizerError) -> UnknownRule {
        var rule = UnknownRule(isFused: try field.bool("fuse_unk", default: false))
        if let token = try field.optional("unk_token") {
            let text = try token.string()
            guard let id = tokens.id(of: Array(text.utf8)) else {
                throw .unknownToken(file: token.file, path: token.path, token: text)
            }
            rule.unknownID = id
        }
        if try field.bool("byte_fallback", default: false) {
            rule.byteIDs = (UInt8.min...UInt8.max).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return tokens.id(of: Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8)) ?? -1
            }
        }
        return rule
    }

    private static func byteSymbols(_ tokens: TokenTable) -> [Int32] {
        ByteAlphabet.characters.map { tokens.id(of: Array(String($0).utf8)) ?? -1 }
    }

    /// The tokens as the bytes they stand for.
    private static func byteWords(_ tokens: TokenTable) -> TokenTable {
        var words = TokenTable(capacity: tokens.idLimit)
        for id in 0..<tokens.idLimit {
            guard let token = tokens.token(id),
                let bytes = ByteAlphabet.bytes(of: String(decoding: token, as: UTF8.self))
            else { continue }
            words.insert(bytes, id: id)
        }
        return words
    }

    /// The mark ▁ where it is a token and no merge puts it after another character.
    private static func wordStart(_ tokens: TokenTable, mergedTokens: [Int32]) -> [UInt8]? {
        let mark = Array("\u{2581}".utf8)
        guard tokens.id(of: mark) != nil else { return nil }
        for id in mergedTokens {
            guard var rest = tokens.token(Int(id)) else { continue }
            while rest.starts(with: mark) { rest.removeFirst(mark.count) }
            let hasMarkInside = rest.indices.contains { rest[$0...].starts(with: mark) }
            if hasMarkInside { return nil }
        }
        return mark
    }
}
