/// DAPO's soft overlong punishment, added to the reward (Yu et al. 2025, arXiv:2503.14476, eq. 13).
///
/// 0 up to `limit − buffer` tokens, then linear down to −1 at `limit`, −1 beyond.
///
/// - Parameters:
///   - length: tokens of the completion.
///   - limit: L_max, tokens.
///   - buffer: L_cache, tokens; above 0.
/// - Returns: in −1...0, to be scaled by the caller.
public func overlongPenalty(length: Int, limit: Int, buffer: Int) -> Double {
    let over = Double(length - (limit - buffer)) / Double(max(1, buffer))
    return -min(1, max(0, over))
}
