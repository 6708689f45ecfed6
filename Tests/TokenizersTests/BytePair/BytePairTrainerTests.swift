import Foundation
import Testing

@testable import Tokenizers

struct BytePairTrainerTests {
    @Test func `the most frequent pair merges first`() throws {
        // Words: ab ×3, " ab" ×0, abc ×1, so a b occurs 4 times and ab c once.
        let data = try BytePairTrainer.train(texts: ["ab", "ab", "ab", "abc"], vocabularySize: 258)
        let tokenizer = try Tokenizer(json: data)
        #expect(tokenizer.token(for: 256) == "ab")
        #expect(tokenizer.token(for: 257) == "abc")
        #expect(tokenizer.tokens("abcab") == ["abc", "ab"])
    }

    @Test func `among equals the smaller left id wins, then the smaller right`() throws {
        // zy, ax, aw once each: a w (a before z, w before x), then a x, then z y
        let tokenizer = try Tokenizer(json: try BytePairTrainer.train(texts: ["zy", "ax", "aw"], vocabularySize: 259))
        #expect((256..<259).map { tokenizer.token(for: $0) } == ["aw", "ax", "zy"])
    }

    @Test func `special tokens take the last ids and the total is exact`() throws {
        let tokenizer = try Tokenizer(json: try BytePairTrainer.train(
            texts: ["banana bandana"], vocabularySize: 262, specialTokens: ["<|a|>", "<|b|>"]))
        #expect(tokenizer.vocabularySize == 262)
        #expect(tokenizer.tokenID(of: "<|a|>") == 260)
        #expect(tokenizer.tokenID(of: "<|b|>") == 261)
        #expect(tokenizer.encode("<|b|>") == [261])
        #expect(tokenizer.isSpecial(260))
    }

    @Test func `overlapping pairs are counted as they are merged`() throws {
        // aaaa: pairs a a ×3, merged to aa aa; then aa aa
        let tokenizer = try Tokenizer(json: try BytePairTrainer.train(texts: ["aaaa"], vocabularySize: 258))
        #expect(tokenizer.tokens("aaaa") == ["aaaa"])
        #expect(tokenizer.tokens("aaaaa") == ["aaaa", "a"])
    }

    @Test func `no token crosses a word, digits stand alone`() throws {
        let tokenizer = try Tokenizer(json: try BytePairTrainer.train(
            texts: Array(repeating: "it is 42 42", count: 5), vocabularySize: 259))
        // i t, Ġ i, Ġi s and no more
        #expect(tokenizer.tokens("42").count == 2)
        #expect(tokenizer.tokens("it is") == ["it", "Ġis"])
    }

    @Test func `the same text gives the same file`() throws {
        let texts = ["the quick brown fox", "jumps over the lazy dog", "the end"]
        let first = try BytePairTrainer.train(texts: texts, vocabularySize: 280, specialTokens: ["<|e|>"])
        #expect(try BytePairTrainer.train(texts: texts, vocabularySize: 280, specialTokens: ["<|e|>"]) == first)
        #expect(try BytePairTrainer.train(texts: texts.reversed(), vocabularySize: 280, specialTokens: ["<|e|>"]) == first)
    }

    @Test func `what cannot be trained says why`() {
        #expect(throws: BytePairTrainerError.vocabularyTooSmall(256, least: 257)) {
            try BytePairTrainer.train(texts: ["a"], vocabularySize: 256, specialTokens: ["<|e|>"])
        }
        // ab has one pair
        #expect(throws: BytePairTrainerError.textTooShort(300, most: 257)) {
            try BytePairTrainer.train(texts: ["ab"], vocabularySize: 300)
        }
        #expect(throws: BytePairTrainerError.repeatedSpecialToken("<|e|>")) {
            try BytePairTrainer.train(texts: [], vocabularySize: 258, specialTokens: ["<|e|>", "<|e|>"])
        }
        #expect(throws: BytePairTrainerError.emptySpecialToken(index: 0)) {
            try BytePairTrainer.train(texts: [], vocabularySize: 257, specialTokens: [""])
        }
        #expect("\(BytePairTrainerError.vocabularyTooSmall(256, least: 257))".contains("257 or more"))
    }
}
