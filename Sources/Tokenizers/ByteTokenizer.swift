extension Tokenizer {
    /// A tokenizer of 256 bytes and some special tokens, without merges: one
    /// token a byte. For tests and first experiments; it needs no file.
    ///
    /// - Parameter specialTokens: take the ids from 256 on, in this order.
    /// - Throws: `BytePairTrainerError` where a special token is empty, repeated or one character.
    public static func bytes(specialTokens: [String] = []) throws -> Tokenizer {
        let json = try BytePairTrainer.train(
            texts: [], vocabularySize: 256 + specialTokens.count, specialTokens: specialTokens)
        return try Tokenizer(json: json)
    }
}
