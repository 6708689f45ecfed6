public import Foundation

/// Learns a byte-level vocabulary from text.
///
/// Sennrich et al. 2016, arXiv:1508.07909, §3.2, over bytes as in Radford et al.
/// 2019: start from the 256 bytes, then again and again make one token of the
/// most frequent pair. Among equally frequent pairs the one with the smaller
/// left id wins, then the smaller right id, so the same text gives the same
/// file on every machine. Digits stand alone and no token crosses a word.
///
/// ```swift
/// let json = try BytePairTrainer.train(texts: lines, vocabularySize: 512, specialTokens: ["<|endoftext|>"])
/// let tokenizer = try Tokenizer(json: json)
/// ```
public enum BytePairTrainer {
    /// - Parameters:
    ///   - texts: the same order or another gives the same result.
    ///   - vocabularySize: tokens in all: 256 bytes, merges, special tokens.
    ///   - specialTokens: take the last ids, in this order.
    /// - Returns: a `tokenizer.json` that Hugging Face `tokenizers` loads with the same ids.
    /// - Throws: `BytePairTrainerError` where the size is too small, or too large for the text.
    public static func train(
        texts: some Sequence<String>, vocabularySize: Int, specialTokens: [String] = []
    ) throws(BytePairTrainerError) -> Data {
        var counter = WordCounter()
        for text in texts { counter.count(text) }
        return try train(counter.words, vocabularySize: vocabularySize, specialTokens: specialTokens)
    }

    private static func train(
        _ words: [WordCounter.Word], vocabularySize: Int, specialTokens: [String]
    ) throws(BytePairTrainerError) -> Data {
        let mergeCount = vocabularySize - 256 - specialTokens.count
        guard mergeCount >= 0 else {
            throw .vocabularyTooSmall(vocabularySize, least: 256 + specialTokens.count)
        }
        try check(specialTokens)
        // Ids follow the code points of the byte alphabet, as in the reference trainer.
        let alphabet = ByteAlphabet.characters.sorted { $0.value < $1.value }
        var byteIDs = [Int32](repeating: 0, count: 256)
        for (id, character) in alphabet.enumerated() {
            if let byte = ByteAlphabet.bytes(of: String(character))?.first { byteIDs[Int(byte)] = Int32(id) }
        }
        let corpus = words.map { word in
            PairCounts.Word(symbols: word.bytes.map { byteIDs[Int($0)] }, count: word.count)
        }
        var pairs = PairCounts(corpus)
        var tokens = alphabet.map { String($0) }
        var merges: [(String, String)] = []
        var ids: [String: Int32] = [:]
        while tokens.count < 256 + mergeCount {
            guard let pair = pairs.popMostFrequent() else {
                throw .textTooShort(vocabularySize, most: tokens.count + specialTokens.count)
            }
            let (left, right) = (tokens[Int(pair.left)], tokens[Int(pair.right)])
            merges.append((left, right))
            // Two ways to put a token together give one token.
            let id = ids[left + right] ?? Int32(tokens.count)
            if ids.updateValue(id, forKey: left + right) == nil { tokens.append(left + right) }
            pairs.merge(pair, into: id)
        }
        return TrainedTokenizerFile(tokens: tokens, merges: merges, specialTokens: specialTokens).data
    }

    private static func check(_ specialTokens: [String]) throws(BytePairTrainerError) {
        for (index, token) in specialTokens.enumerated() {
            guard !token.isEmpty else { throw .emptySpecialToken(index: index) }
            guard !specialTokens[..<index].contains(token) else { throw .repeatedSpecialToken(token) }
            // A special token spelt like a learned one would share its id.
            guard token.unicodeScalars.count > 1 else { throw .shortSpecialToken(token) }
        }
    }
}

/// Why no vocabulary could be trained.
public enum BytePairTrainerError: Error, Equatable, CustomStringConvertible {
    case vocabularyTooSmall(Int, least: Int)
    case textTooShort(Int, most: Int)
    case emptySpecialToken(index: Int)
    case repeatedSpecialToken(String)
    case shortSpecialToken(String)

    public var description: String {
        switch self {
        case .vocabularyTooSmall(let size, let least):
            "a vocabulary of \(size) cannot hold the 256 bytes and the special tokens; "
                + "set the vocabulary size to \(least) or more"
        case .textTooShort(let size, let most):
            "the text has pairs for a vocabulary of \(most) tokens only, not \(size); "
                + "give more text or set the vocabulary size to \(most) or less"
        case .emptySpecialToken(let index):
            "special token \(index) is empty; remove it"
        case .repeatedSpecialToken(let token):
            "the special token \"\(token)\" is there twice; remove one"
        case .shortSpecialToken(let token):
            "the special token \"\(token)\" is one character; use a text that no word can be, such as <|end|>"
        }
    }
}
