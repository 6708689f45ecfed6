/// What stops a run, and what to change.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    case notFinite(what: String, value: Double, step: Int, hint: String)
    /// The sampler does not hold the weights that are being trained.
    case policyMismatch(step: Int, reason: String)
    case checkpointMismatch(path: String, reason: String)
    case noRollouts(step: Int, reason: String)
    /// The verifier's own machinery failed for every rollout of a step.
    case verifierFailed(step: Int, rollouts: Int, reason: String)
    /// A user's classifier of content gave no answer.
    case classifierFailed(step: Int, reason: String)
    case promptTooLong(problem: String, tokens: Int, limit: Int, place: String)
    /// Self-play that proposes nothing valid any more.
    case noValidTask(steps: Int, reason: String)
    /// More refused content than the recipe allows.
    case refusedContent(count: Int, limit: Int, last: String)
    case badData(String)

    public var description: String {
        switch self {
        case .notFinite(let what, let value, let step, let hint):
            "\(what) is \(value) at step \(step); the weights of the last checkpoint are intact. \(hint)"
        case .policyMismatch(let step, let reason):
            "proof of policy failed at step \(step): \(reason). The run stops: completions were not drawn from the policy being trained"
        case .checkpointMismatch(let path, let reason):
            "\(path) cannot be resumed: \(reason)"
        case .noRollouts(let step, let reason):
            "step \(step) has no rollout to train on: \(reason)"
        case .verifierFailed(let step, let rollouts, let reason):
            "the verifier failed for all \(rollouts) rollouts of step \(step): \(reason). Nothing was learned from them; "
                + "mend it (`autodidact doctor` tells what is missing) and go on with --resume auto"
        case .classifierFailed(let step, let reason):
            "method.content_classifier failed at step \(step): \(reason). The text is neither allowed nor refused, and nothing of the step is kept; "
                + "the steps before are, with a checkpoint. Mend the classifier and go on with --resume auto"
        case .promptTooLong(let problem, let tokens, let limit, let place):
            "problem '\(problem)': its prompt has \(tokens) tokens, sampling.max_prompt_length is \(limit); raise it or leave the problem out (\(place))"
        case .noValidTask(let steps, let reason):
            "no proposal was a valid task in \(steps) steps (\(reason)); steps before are stored, the last with a checkpoint. "
                + "Look at 'runs tasks' for what was refused; begin with a model that writes such programs, or with method.seed_file"
        case .refusedContent(let count, let limit, let last):
            "\(count) proposals and completions held refused content, method.max_refused_content is \(limit) (the last: \(last)); "
                + "the last step has a checkpoint. They are stored: see 'runs tasks' and the rollouts"
        case .badData(let text):
            text
        }
    }
}
