import Foundation

/// How fast a tokenizer is on one core.
///
/// For comparison with Hugging Face `tokenizers`, `TOKENIZERS_PARALLELISM=false`:
/// `longText` is `encode` of all texts joined by line breaks, `manyTexts` is
/// `encode_batch`, `decoding` is `decode_batch`.
public struct TokenizerBenchmark: Sendable {
    /// Medians of the repeats, in seconds of processor time of one thread.
    public let longText: Double
    public let manyTexts: Double
    public let decoding: Double
    /// Of all texts, in bytes of UTF-8.
    public let byteCount: Int
    public let tokenCount: Int

    /// Encodes and decodes all texts `repeats` times, after one time unmeasured.
    ///
    /// - Throws: whatever decoding throws, which would be a bug.
    public init(_ tokenizer: Tokenizer, texts: [String], repeats: Int = 5) throws(TokenizerError) {
        let joined = texts.joined(separator: "\n")
        let ids = texts.map { tokenizer.encode($0) }
        byteCount = texts.reduce(0) { $0 + $1.utf8.count }
        tokenCount = ids.reduce(0) { $0 + $1.count }
        var long: [Double] = []
        var many: [Double] = []
        var decoded: [Double] = []
        var sink = 0
        for _ in 0..<max(1, repeats) {
            var start = threadSeconds()
            sink &+= tokenizer.encode(joined).count
            long.append(threadSeconds() - start)
            start = threadSeconds()
            for text in texts { sink &+= tokenizer.encode(text).count }
            many.append(threadSeconds() - start)
            start = threadSeconds()
            for ids in ids { sink &+= try tokenizer.decode(ids).utf8.count }
            decoded.append(threadSeconds() - start)
        }
        // So that nothing measured can be left out as unused.
        precondition(sink != .min)
        longText = median(long)
        manyTexts = median(many)
        decoding = median(decoded)
    }
}

extension TokenizerBenchmark: CustomStringConvertible {
    public var description: String {
        func rate(_ seconds: Double) -> String {
            let megabytes = Double(byteCount) / 1e6 / seconds
            return "\((seconds * 1e5).rounded() / 100) ms (\((megabytes * 10).rounded() / 10) MB/s)"
        }
        return "one long text \(rate(longText)), many texts \(rate(manyTexts)), decoding \(rate(decoding)); "
            + "\(byteCount) bytes, \(tokenCount) tokens"
    }
}

private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
