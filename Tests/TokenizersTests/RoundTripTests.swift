import Testing

@testable import Tokenizers

/// Text in, the same text out.
struct RoundTripTests {
    private func randomText(_ generator: inout SplitMix) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<40, using: &generator) {
            let limit: UInt32 = [0x80, 0x800, 0x3000, 0x11_0000].randomElement(using: &generator) ?? 0x80
            // Surrogates are no scalars and are left out.
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    @Test func `random text survives byte-level models`() throws {
        var generator = SplitMix(state: 1)
        let trained = try Tokenizer(json: try BytePairTrainer.train(
            texts: (0..<200).map { _ in randomText(&generator) }, vocabularySize: 400, specialTokens: ["<|end|>"]))
        for tokenizer in [try Tokenizer.bytes(), try SmallTokenizers.byteLevel(), trained] {
            for _ in 0..<500 {
                let text = randomText(&generator)
                #expect(try tokenizer.decode(tokenizer.encode(text)).hasSameBytes(as: text))
            }
        }
    }

    @Test func `random text survives byte fallback`() throws {
        var generator = SplitMix(state: 2)
        let tokenizer = try SmallTokenizers.sentencePiece()
        // ▁ itself reads as a space.
        for _ in 0..<500 {
            let text = randomText(&generator).replacing("\u{2581}", with: "")
            #expect(try tokenizer.decode(tokenizer.encode(text)).hasSameBytes(as: text))
        }
    }

    @Test func `random bytes survive as ids`() throws {
        var generator = SplitMix(state: 3)
        let tokenizer = try Tokenizer.bytes()
        for _ in 0..<300 {
            let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let ids = try bytes.map { try #require(tokenizer.tokenID(of: ByteAlphabet.token(of: [$0]))) }
            #expect(try tokenizer.decode(ids) == String(decoding: bytes, as: UTF8.self))
        }
    }
}
