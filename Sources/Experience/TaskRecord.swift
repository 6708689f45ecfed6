/// A task that a run made for itself, or tried to: what it says, where it came from, and what became of it.
public struct TaskRecord: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    /// The step it was proposed in, from 1; 0 for those a run began with.
    public var step: Int
    /// Such as `deduction`.
    public var kind: String
    /// `accepted`, or why it was refused, in one word.
    public var status: String
    /// For people: what the checks found.
    public var evidence: String
    /// The task as JSON; empty for text in which no task was found.
    public var specification: String
    /// The group of its step whose completion proposed it.
    public var group: Int?
    /// The tasks that the proposer was shown.
    public var parents: [String]
    /// Right attempts over attempts when it was proposed.
    public var solveRate: Double?
    /// The proposer's reward.
    public var reward: Double?

    public init(
        id: String, step: Int, kind: String, status: String, evidence: String, specification: String, group: Int? = nil,
        parents: [String] = [], solveRate: Double? = nil, reward: Double? = nil
    ) {
        self.id = id
        self.step = step
        self.kind = kind
        self.status = status
        self.evidence = evidence
        self.specification = specification
        self.group = group
        self.parents = parents
        self.solveRate = solveRate
        self.reward = reward
    }

    public static let accepted = "accepted"

    enum CodingKeys: String, CodingKey {
        case id, step, kind, status, evidence, specification, group, parents, reward
        case solveRate = "solve_rate"
    }
}

/// How a task was solved in one step.
public struct TaskAttempts: Sendable, Codable, Hashable {
    public var taskID: String
    public var step: Int
    public var attempts: Int
    public var correct: Int

    public init(taskID: String, step: Int, attempts: Int, correct: Int) {
        self.taskID = taskID
        self.step = step
        self.attempts = attempts
        self.correct = correct
    }

    enum CodingKeys: String, CodingKey {
        case step, attempts, correct
        case taskID = "task_id"
    }
}

/// What a method has to tell of a step beside its rollouts.
public struct StepAccount: Sendable, Hashable {
    public var metrics: [String: Double]
    public var tasks: [TaskRecord]
    public var attempts: [TaskAttempts]

    public init(metrics: [String: Double] = [:], tasks: [TaskRecord] = [], attempts: [TaskAttempts] = []) {
        self.metrics = metrics
        self.tasks = tasks
        self.attempts = attempts
    }
}
