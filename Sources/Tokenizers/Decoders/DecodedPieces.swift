/// The steps Replace, ByteFallback and Fuse, done for each token beforehand:
/// what most SentencePiece models ask for, without an array a token.
struct DecodedPieces: Sendable {
    /// The texts of all tokens end to end; that of `id` from `starts[id]` to `starts[id + 1]`.
    private var texts: [UInt8] = []
    private var starts: [Int] = [0]
    /// The byte of `<0xXX>`, −1 for other tokens.
    private var bytes: [Int16] = []
    /// The steps that follow.
    let rest: [TokenDecoder]

    /// Nil where the steps do not begin so.
    ///
    /// - Parameter text: of each id below `idLimit`.
    init?(_ decoders: [TokenDecoder]?, idLimit: Int, text: (Int32) -> [UInt8]) {
        guard let decoders, decoders.count >= 3, case .replace(let pattern, let replacement) = decoders[0],
            decoders[1] == .byteFallback, decoders[2] == .fuse
        else { return nil }
        rest = Array(decoders.dropFirst(3))
        for id in 0..<idLimit {
            let piece = replacingBytes(text(Int32(id)), pattern, with: replacement)
            bytes.append(fallbackByte(of: piece).map { Int16($0) } ?? -1)
            texts.append(contentsOf: piece)
            starts.append(texts.count)
        }
    }

    /// - Parameter ids: below the limit.
    func joined(_ ids: [Int32]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(ids.count * 5)
        var run: [UInt8] = []
        for id in ids {
            let index = Int(id)
            if bytes[index] >= 0 {
                run.append(UInt8(bytes[index]))
                continue
            }
            if !run.isEmpty {
                result.append(contentsOf: textOfByteRun(run))
                run.removeAll(keepingCapacity: true)
            }
            result.append(contentsOf: texts[starts[index]..<starts[index + 1]])
        }
        result.append(contentsOf: textOfByteRun(run))
        return result
    }
}
