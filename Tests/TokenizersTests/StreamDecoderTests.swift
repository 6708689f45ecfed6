import Testing

@testable import Tokenizers

struct StreamDecoderTests {
    @Test func `holds a character back until its bytes are there`() throws {
        let tokenizer = try Tokenizer.bytes()
        let ids = tokenizer.encode("a€b")
        var decoder = StreamDecoder(tokenizer)
        let pieces = try ids.map { try decoder.append($0) }
        #expect(pieces == ["a", "", "", "€", "b"])
        #expect(decoder.finish() == "")
    }

    @Test func `a completion that ends inside a character ends with a replacement`() throws {
        let tokenizer = try Tokenizer.bytes()
        var decoder = StreamDecoder(tokenizer)
        for id in tokenizer.encode("€").dropLast() { #expect(try decoder.append(id) == "") }
        #expect(decoder.finish() == "\u{FFFD}")
        // and starts afresh
        #expect(try decoder.append(tokenizer.encode("x")[0]) == "x")
    }

    @Test func `bytes that can never be a character are not held back`() throws {
        let tokenizer = try Tokenizer.bytes()
        let byte = try #require(tokenizer.tokenID(of: ByteAlphabet.token(of: [0xFF])))
        var decoder = StreamDecoder(tokenizer)
        #expect(try decoder.append(byte) == "\u{FFFD}")
    }

    @Test func `spaces of sentencepiece models come as they will stand`() throws {
        let tokenizer = try SmallTokenizers.sentencePiece()
        var decoder = StreamDecoder(tokenizer)
        let pieces = try tokenizer.encode("the  aé the").map { try decoder.append($0) } + [decoder.finish()]
        // ▁the, ▁, ▁a, two bytes held back until the next word, ▁the
        #expect(pieces == ["the", " ", " a", "", "", "é the", ""])
    }

    @Test func `skips special tokens and refuses unknown ids`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        var decoder = StreamDecoder(tokenizer, skipSpecialTokens: true)
        #expect(try decoder.append(261) == "")
        #expect(try decoder.append(260) == "hello")
        #expect(throws: TokenizerError.idOutOfVocabulary(id: 900, vocabularySize: 263)) { try decoder.append(900) }
    }

    @Test func `pieces joined are the text, whatever the ids`() throws {
        var generator = SplitMix(state: 7)
        for tokenizer in [try Tokenizer.bytes(), try SmallTokenizers.sentencePiece()] {
            for _ in 0..<300 {
                let ids = (0..<12).map { _ in Int32(generator.next() % UInt64(tokenizer.vocabularySize)) }
                var decoder = StreamDecoder(tokenizer)
                var text = ""
                for id in ids { text += try decoder.append(id) }
                text += decoder.finish()
                #expect(text.hasSameBytes(as: try tokenizer.decode(ids)))
            }
        }
    }
}

/// Steele et al. 2014, SplitMix64.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
