extension Tokenizer {
    /// Ids to text.
    ///
    /// Bytes that are not UTF-8 become U+FFFD. Spaces before punctuation stay
    /// (`clean_up_tokenization_spaces` is not applied).
    ///
    /// - Parameter skipSpecialTokens: leave out added tokens marked special.
    /// - Throws: `idOutOfVocabulary`.
    public func decode(
        _ ids: some Sequence<Int32>, skipSpecialTokens: Bool = false
    ) throws(TokenizerError) -> String {
        var kept: [Int32] = []
        for id in ids {
            try check(id)
            if !skipSpecialTokens || !isSpecial(id) { kept.append(id) }
        }
        return text(of: kept)
    }

    func check(_ id: Int32) throws(TokenizerError) {
        guard id >= 0, file.tokens.token(Int(id)) != nil else {
            throw .idOutOfVocabulary(id: id, vocabularySize: vocabularySize)
        }
    }

    /// - Parameter ids: in the vocabulary, special tokens already left out.
    func text(of ids: [Int32]) -> String {
        if file.decoders == [.byteLevel] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(ids.count * 4)
            for id in ids { appendRawBytes(of: id, to: &bytes) }
            return String(decoding: bytes, as: UTF8.self)
        }
        if let decodedPieces {
            let texts = decodedPieces.rest.reduce([decodedPieces.joined(ids)]) { $1.decode($0) }
            return String(decoding: joinedBytes(texts), as: UTF8.self)
        }
        var texts = ids.map(tokenBytes)
        guard let decoders = file.decoders else {
            return String(decoding: Array(texts.joined(separator: [0x20])), as: UTF8.self)
        }
        for decoder in decoders { texts = decoder.decode(texts) }
        return String(decoding: joinedBytes(texts), as: UTF8.self)
    }

    private func tokenBytes(_ id: Int32) -> [UInt8] {
        (normalizedTexts.isEmpty ? nil : normalizedTexts[id]) ?? Array(file.tokens.token(Int(id)) ?? [])
    }

    /// Appends the bytes a token of a byte-level model stands for.
    func appendRawBytes(of id: Int32, to bytes: inout [UInt8]) {
        if file.model.byteSymbols != nil, normalizedTexts.isEmpty, let known = file.model.words.token(Int(id)) {
            bytes.append(contentsOf: known)
        } else {
            bytes.append(contentsOf: byteLevelBytes(of: tokenBytes(id)))
        }
    }
}
