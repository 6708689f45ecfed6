public import Experience

/// A source of problems and their judge. It sees text, never tokens or tensors.
public protocol Environment: Sendable {
    /// The name used in recipes, such as `seed-world`.
    var name: String { get }

    /// The same index and seed give the same problem, on every machine.
    func problem(at index: Int, seed: UInt64) throws -> Problem

    /// The text a base model is asked to continue; a chat template, if any, is applied elsewhere.
    func promptText(for problem: Problem) -> String

    /// A wrong answer is a low reward. Throws only when `problem` cannot be judged.
    func reward(_ completion: String, for problem: Problem) async throws -> Reward

    /// A completion that must earn the full reward.
    func referenceCompletion(for problem: Problem) -> String?
}
