public import Experience

/// How a suite is asked and scored, whole: two results compare only where these are equal.
///
/// A change to any field of a published one is a new `version`.
public struct EvaluationProtocol: Codable, Sendable, Hashable {
    /// Such as `math500/one-shot-rlvr`: the suite and whose protocol it is.
    public var name: String
    public var version: Int
    /// Where it was published, and where we depart from it.
    public var source: String
    /// Whether the prompt is a chat turn or text to continue.
    public var form: Form
    /// The system message of a chat; empty for none.
    public var system: String
    /// What precedes the examples.
    public var preamble: String
    /// The text of one problem; `{question}` stands for its question.
    public var template: String
    /// What follows the template of a solved example; `{answer}` stands for its answer.
    public var answerTemplate: String
    public var examples: [Example]
    /// Generation ends before the first of these.
    public var stops: [String]
    /// 0 is greedy.
    public var temperature: Double
    public var topP: Double
    /// Completions per problem, k.
    public var samples: Int
    /// Tokens of one completion at most.
    public var maxTokens: Int
    public var extractor: Extractor
    public var grader: Grader
    public var metric: Metric
    /// One of ``Verifiers``, which looks for the answer by its own rule: in place of extractor and grader.
    public var verifier: String?
    /// How completions are come by: `direct`, or the name of an inference strategy.
    public var strategy = "direct"
    /// What whoever asked for this evaluation changed in the published protocol, one line each.
    public var departures: [String] = []

    public enum Form: String, Codable, Sendable, CaseIterable {
        case chat, completion
    }

    public struct Example: Codable, Sendable, Hashable {
        public var question: String
        public var answer: String

        public init(question: String, answer: String) {
            self.question = question
            self.answer = answer
        }
    }

    /// What of a completion is judged.
    public enum Extractor: String, Codable, Sendable, CaseIterable {
        /// "final answer is $…$. I hope", else the last box, else after "he answer is", else the last number
        /// (the Qwen2.5-Math evaluator).
        case qwenMaths = "qwen-maths"
        /// The number after the last "The answer is".
        case answerIsNumber = "answer-is-number"
        /// The letter after the last "The best answer is".
        case bestAnswerLetter = "best-answer-letter"
        /// All of it, put after the prompt.
        case continuation = "continuation"
        /// All of it, up to the stop.
        case program = "program"
        /// The last fenced block.
        case codeBlock = "code-block"
        /// What stands right of `==` in the assertion.
        case assertionOutput = "assertion-output"
        /// The call left of `==` in the assertion.
        case assertionInput = "assertion-input"
        /// As the verifier does that is named.
        case verifier
    }

    /// How it is judged.
    public enum Grader: String, Codable, Sendable, CaseIterable {
        /// The lenient equality of the Qwen2.5-Math evaluator; not the training reward.
        case qwenMaths = "qwen-maths"
        case number
        case choice
        /// Runs the problem's specification of this kind.
        case pythonAsserts = "python-asserts"
        case pythonFunction = "python-function"
        case pythonOutput = "python-output"
        case pythonInput = "python-input"
        case pythonStreams = "python-streams"
        case verifier
    }

    /// What is averaged over problems.
    public enum Metric: String, Codable, Sendable, CaseIterable {
        /// The share of right answers, one each.
        case accuracy
        /// The mean over the k samples of each problem; not pass@k.
        case averageAtK = "avg@k"
        /// The unbiased estimate of pass@1 from k samples.
        case passAtOne = "pass@1"
        /// Whether the answer that most of the k samples give is right (Wang et al. 2022, arXiv:2203.11171).
        case majority = "maj@k"
    }

    public init(
        name: String, version: Int = 1, source: String, form: Form, system: String = "", preamble: String = "",
        template: String = "{question}", answerTemplate: String = "", examples: [Example] = [], stops: [String],
        temperature: Double = 0, topP: Double = 1, samples: Int = 1, maxTokens: Int, extractor: Extractor,
        grader: Grader, metric: Metric, verifier: String? = nil
    ) {
        self.name = name
        self.version = version
        self.source = source
        self.form = form
        self.system = system
        self.preamble = preamble
        self.template = template
        self.answerTemplate = answerTemplate
        self.examples = examples
        self.stops = stops
        self.temperature = temperature
        self.topP = topP
        self.samples = samples
        self.maxTokens = maxTokens
        self.extractor = extractor
        self.grader = grader
        self.metric = metric
        self.verifier = verifier
    }

    /// The preamble, the examples with their answers, and the question: the user's turn of a chat, or the
    /// text to continue.
    public func promptText(for problem: Problem) -> String {
        let shots = examples.map {
            filled(template, "{question}", $0.question) + filled(answerTemplate, "{answer}", $0.answer)
        }
        return preamble + shots.joined() + filled(template, "{question}", problem.question)
    }

    private func filled(_ template: String, _ slot: String, _ text: String) -> String {
        template.split(separator: slot, omittingEmptySubsequences: false).joined(separator: text)
    }
}
