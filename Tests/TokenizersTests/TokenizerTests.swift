import Foundation
import Testing

@testable import Tokenizers

struct TokenizerTests {
    @Test func `merges by rank, leftmost first`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        // h e → he, l l → ll, he ll → hell, hell o → hello; Ġ w → Ġw, and nothing more in world
        #expect(tokenizer.tokens("hello world") == ["hello", "Ġw", "o", "r", "l", "d"])
        // lll: the left pair merges first
        #expect(tokenizer.tokens("lll") == ["ll", "l"])
        #expect(tokenizer.encode("hello") == [260])
        #expect(tokenizer.encode("") == [])
    }

    @Test func `long words give what short ones give`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        // 100 times llo, longer than the scan takes: ll o each time
        let long = String(repeating: "llo", count: 100)
        let expected = (0..<100).flatMap { _ in ["ll", "o"] }
        #expect(tokenizer.tokens(long) == expected)
    }

    @Test func `numbers stand alone and words keep their space`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        #expect(tokenizer.tokens("w 12") == ["w", "Ġ", "1", "2"])
    }

    @Test func `special tokens in the text become their ids`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        #expect(tokenizer.vocabularySize == 263)
        #expect(tokenizer.encode("<|end|>hello<|pad|>") == [261, 260, 262])
        #expect(try tokenizer.decode([261, 260, 262], skipSpecialTokens: true) == "hello")
        #expect(try tokenizer.decode([261, 260, 262]) == "<|end|>hello<|pad|>")
    }

    @Test func `an id out of vocabulary is an error that says so`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        for id: Int32 in [263, -1, .max] {
            #expect(throws: TokenizerError.idOutOfVocabulary(id: id, vocabularySize: 263)) {
                try tokenizer.decode([0, id])
            }
        }
        #expect("\(TokenizerError.idOutOfVocabulary(id: 263, vocabularySize: 263))".contains("ids here run from 0 to 262"))
        #expect(tokenizer.token(for: 263) == nil)
        #expect(tokenizer.tokenID(of: "nope") == nil)
    }

    @Test func `sentencepiece style marks spaces and falls back to bytes`() throws {
        let tokenizer = try SmallTokenizers.sentencePiece()
        #expect(tokenizer.tokens("the the") == ["▁the", "▁the"])
        // ▁ a comes before ▁ ▁ in rank
        #expect(tokenizer.tokens("the  a") == ["▁the", "▁", "▁a"])
        #expect(tokenizer.tokens("the   ") == ["▁the", "▁▁", "▁"])
        // é is C3 A9 and not in the vocabulary
        #expect(tokenizer.tokens("aé", addSpecialTokens: true) == ["<s>", "▁a", "<0xC3>", "<0xA9>"])
        #expect(try tokenizer.decode(tokenizer.encode("the aé")) == "the aé")
        // A run of bytes that is no text gives one U+FFFD a byte
        #expect(try tokenizer.decode([3 + 0xC3, 3 + 0xC3]) == "\u{FFFD}\u{FFFD}")
    }

    @Test func `unknown characters fuse without byte fallback`() throws {
        let fused = try SmallTokenizers.sentencePiece { $0.change("model") { $0["byte_fallback"] = false } }
        #expect(fused.tokens("xxa") == ["▁", "<unk>", "a"])
        let separate = try SmallTokenizers.sentencePiece {
            $0.change("model") {
                $0["byte_fallback"] = false
                $0["fuse_unk"] = false
            }
        }
        #expect(separate.tokens("xxa") == ["▁", "<unk>", "<unk>", "a"])
        // Without an unknown token the characters are dropped, and ▁ and a may merge.
        let dropping = try SmallTokenizers.sentencePiece {
            $0.change("model") {
                $0["byte_fallback"] = false
                $0["unk_token"] = .null
            }
        }
        #expect(dropping.tokens("xxa") == ["▁a"])
    }

    @Test func `metaspace in both forms`() throws {
        for metaspace: JSONValue in [
            ["type": "Metaspace", "replacement": "▁", "add_prefix_space": true],
            ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true],
        ] {
            let tokenizer = try SmallTokenizers.sentencePiece {
                $0["normalizer"] = .null
                $0["pre_tokenizer"] = metaspace
                $0["decoder"] = metaspace
            }
            #expect(tokenizer.tokens("the the") == ["▁the", "▁the"])
            #expect(try tokenizer.decode(tokenizer.encode("the the")) == "the the")
        }
        let never = try SmallTokenizers.sentencePiece {
            $0["normalizer"] = .null
            $0["pre_tokenizer"] = ["type": "Metaspace", "prepend_scheme": "never"]
        }
        #expect(never.tokens("the the") == ["t", "he", "▁the"])
    }

    @Test func `words in the vocabulary need no merges where the file says so`() throws {
        let tokenizer = try SmallTokenizers.byteLevel {
            $0.change("model") {
                $0["ignore_merges"] = true
                $0["merges"] = []
            }
        }
        #expect(tokenizer.tokens("hello") == ["hello"])
        #expect(tokenizer.tokens("hellx") == ["h", "e", "l", "l", "x"])
    }

    @Test func `composes characters where the file asks for NFC`() throws {
        let tokenizer = try SmallTokenizers.byteLevel { $0["normalizer"] = ["type": "NFC"] }
        #expect(tokenizer.encode("e\u{301}") == tokenizer.encode("\u{E9}"))
        let plain = try SmallTokenizers.byteLevel()
        #expect(plain.encode("e\u{301}") != plain.encode("\u{E9}"))
    }

    @Test func `many tasks at once give the same ids`() async throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        let text = String(repeating: "hello wide world ", count: 50)
        let expected = tokenizer.encode(text)
        await withTaskGroup(of: [Int32].self) { group in
            for _ in 0..<32 { group.addTask { tokenizer.encode(text) } }
            for await ids in group { #expect(ids == expected) }
        }
    }

    @Test func `a byte tokenizer needs no file`() throws {
        let tokenizer = try Tokenizer.bytes(specialTokens: ["<|end|>"])
        #expect(tokenizer.vocabularySize == 257)
        #expect(tokenizer.encode("é<|end|>").count == 3)
        #expect(try tokenizer.decode(tokenizer.encode("é<|end|>")) == "é<|end|>")
    }

    @Test func `the benchmark counts bytes and tokens`() throws {
        let tokenizer = try SmallTokenizers.byteLevel()
        let benchmark = try TokenizerBenchmark(tokenizer, texts: ["hello", " w"], repeats: 1)
        #expect(benchmark.byteCount == 7)
        #expect(benchmark.tokenCount == 2)
        #expect(benchmark.description.contains("2 tokens"))
    }
}
