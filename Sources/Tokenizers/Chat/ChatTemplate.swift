public import Foundation

/// A Jinja chat template, as `tokenizer_config.json` and `chat_template.jinja` carry them.
///
/// What we do is what `transformers` lets a template do, less the constructs no
/// template of the supported models uses; those are refused on loading, by name and line.
public struct ChatTemplate: Sendable {
    /// As written.
    public let source: String
    private let body: CheckedTemplate

    /// - Throws: `ChatTemplateError`, `syntax` or `unsupported`.
    public init(_ source: String) throws(ChatTemplateError) {
        self.source = source
        body = CheckedTemplate(statements: try JinjaParser.parse(source))
    }

    /// Renders with these variables.
    ///
    /// - Parameters:
    ///   - variables: what the template sees by name.
    ///   - now: what `strftime_now` tells, in local time.
    /// - Throws: `ChatTemplateError`: `raised` where the template refuses, `evaluation`, `limit`.
    public func render(
        _ variables: [String: JSONValue], now: Date = Date()
    ) throws(ChatTemplateError) -> String {
        try JinjaEvaluator.render(body.statements, variables: variables.mapValues(JinjaValue.init), now: now)
    }
}

/// A parsed template. It holds constants and names only, nothing that changes.
private struct CheckedTemplate: @unchecked Sendable {
    // No lock: written once, in init; the classes a JinjaValue may hold never occur in a parsed tree.
    let statements: [JinjaStatement]
}
