public import Environments

/// What somebody asks to have otherwise than a protocol was published. Each change is written into the protocol.
public struct ProtocolChanges: Sendable, Hashable {
    public enum Template: Sendable, Hashable {
        /// The question as it stands.
        case raw
        /// The model's chat template.
        case chat
        /// A text with `{question}` in it.
        case text(String)
    }

    public var template: Template?
    public var system: String?
    public var shots: Int?
    public var samples: Int?
    public var temperature: Double?
    public var topP: Double?
    public var maxTokens: Int?
    public var stops: [String]?
    public var verifier: String?

    public init() {}

    /// The protocol with the changes, each listed in its departures.
    ///
    /// - Throws: `EvaluationError.impossible` where the changes contradict each other or the protocol.
    public func applied(to published: EvaluationProtocol) throws(EvaluationError) -> EvaluationProtocol {
        var changed = published
        func note(_ text: String) { changed.departures.append(text) }
        if let template {
            switch template {
            case .raw: (changed.form, changed.template, changed.preamble, changed.examples) = (.completion, "{question}", "", [])
            case .chat: (changed.form, changed.template, changed.preamble, changed.examples) = (.chat, "{question}", "", [])
            case .text(let text): (changed.form, changed.template, changed.preamble, changed.examples) = (.completion, text, "", [])
            }
            if changed.form == .completion { changed.system = "" }
            note("template: \(template)")
        }
        if let system {
            guard changed.form == .chat else { throw .impossible("a system message needs the chat template; add --template chat") }
            changed.system = system
            note("system message")
        }
        if let shots {
            guard shots <= changed.examples.count else {
                throw .impossible("\(shots) worked examples of \(published.name), which has \(changed.examples.count); use 0 to \(changed.examples.count)")
            }
            changed.examples = Array(changed.examples.prefix(shots))
            note("\(shots) of \(published.examples.count) worked examples")
        }
        if let temperature {
            changed.temperature = temperature
            note("temperature \(temperature), published \(published.temperature)")
        }
        if let topP {
            changed.topP = topP
            note("top-p \(topP), published \(published.topP)")
        }
        if let samples {
            changed.samples = samples
            if samples > 1, changed.metric == .accuracy { changed.metric = .averageAtK }
            if samples == 1, changed.metric == .averageAtK { changed.metric = .accuracy }
            note("\(samples) samples, published \(published.samples)")
        }
        guard changed.samples == 1 || changed.temperature > 0 else {
            throw .impossible("\(changed.samples) samples at temperature 0 are all the same; raise --temperature")
        }
        if let maxTokens {
            changed.maxTokens = maxTokens
            note("\(maxTokens) tokens at most, published \(published.maxTokens)")
        }
        if let stops {
            changed.stops = stops
            note("stops: \(stops)")
        }
        if let verifier {
            (changed.verifier, changed.extractor, changed.grader) = (verifier, .verifier, .verifier)
            note("verifier \(verifier), published \(published.verifier ?? published.grader.rawValue)")
        }
        return changed
    }
}
