extension SplitPattern {
    /// The pattern whose text, as in `pre_tokenizer.pattern.Regex`, is exactly this.
    init?(text: String) {
        guard let known = Self.knownPatterns.first(where: { $0.text.hasSameBytes(as: text) }) else { return nil }
        self = known.pattern
    }

    static let knownPatterns: [(text: String, pattern: SplitPattern)] = {
        let spaces = #"\s*[\r\n]+|\s+(?!\S)|\s+"#
        let words = #"[^\r\n\p{L}\p{N}]?\p{L}+"#
        let symbols = #" ?[^\s\p{L}\p{N}]+[\r\n]*"#
        let contractions = ["(?i:'s|'t|'re|'ve|'m|'ll|'d)", "(?i:[sdmt]|ll|ve|re)".withApostrophe]
        let numbers = [(#"\p{N}{1,3}"#, 3), (#"\p{N}"#, 1)]
        var patterns: [(text: String, pattern: SplitPattern)] = [
            (#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
            (#"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
        ]
        for contraction in contractions {
            for (number, digits) in numbers {
                patterns.append((
                    [contraction, words, number, symbols, spaces].joined(separator: "|"),
                    .modern(ModernPattern(maximumDigits: digits))
                ))
                patterns.append((
                    [contraction, #"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+"#, number,
                     #" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"#, spaces].joined(separator: "|"),
                    .modern(ModernPattern(maximumDigits: digits, marksAreLetters: true))
                ))
            }
        }
        // tiktoken's own spelling of cl100k_base, with possessive quantifiers
        patterns.append((
            #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#,
            .modern(ModernPattern(maximumDigits: 3))
        ))
        return patterns
    }()
}

extension String {
    fileprivate var withApostrophe: String { "'" + self }
}
