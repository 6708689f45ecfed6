import RunStore

enum MarkdownFormat {
    static func render(_ report: Report) -> String {
        let text = VisibleText.markdown
        var parts = [
            "# \(text(report.manifest.name))", "**\(text(report.scaleLabel))**, method \(text(report.manifest.method))",
        ]
        parts.append(text(report.headlineSentence))
        parts.append(report.claims.map { "- \(mark($0.holds)) \(text($0.text))" }.joined(separator: "\n"))
        if !report.cautions.isEmpty { parts.append(report.cautions.map { "> \(text($0))" }.joined(separator: "\n>\n")) }
        parts += report.tables.map(render)
        parts.append("## Saturation\n\n\(text(report.saturationSentence))")
        parts += report.samples.map(render)
        parts.append(
            "## Made from\n\n" + report.facts.map { "- \(text($0.name)): \(text($0.value))" }.joined(separator: "\n"))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func mark(_ holds: Bool?) -> String {
        switch holds {
        case true?: "**yes**"
        case false?: "**no**"
        case nil: "**?**"
        }
    }

    private static func render(_ table: ReportTable) -> String {
        let text = VisibleText.markdown
        guard !table.rows.isEmpty else { return "## \(text(table.title))\n\n\(text(table.empty))" }
        let line = { (cells: [String]) in "| \(cells.joined(separator: " | ")) |" }
        let rule = table.columns.indices.map { $0 < table.firstNumber ? "---" : "---:" }
        let rows = [line(table.columns.map(text)), line(rule)] + table.rows.map { line($0.map(text)) }
        return "## \(text(table.title))\n\n" + (table.note.map { "\(text($0))\n\n" } ?? "")
            + rows.joined(separator: "\n")
    }

    private static func render(_ pair: SamplePair) -> String {
        let text = VisibleText.markdown
        return """
            ## Item \(text(pair.itemID)), \(pair.change.rawValue)

            \(text(pair.question))

            Before:

            \(quoted(pair.before.text))

            After:

            \(quoted(pair.after.text))
            """
    }

    /// An indented block is code whatever it holds; no fence that model text could close.
    private static func quoted(_ text: String) -> String {
        VisibleText.make(text).split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
            .joined(separator: "\n")
    }
}
