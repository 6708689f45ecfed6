import RunStore

/// Held-out items side by side, before and after.
enum HTMLSamples {
    static func render(_ samples: [SamplePair]) -> String {
        let title = "<h2>The same item, before and after</h2>"
        guard !samples.isEmpty else { return "\(title)\n<p>Evaluated both before and after: \(Figures.missing).</p>" }
        return """
            \(title)
            <p class="note">The first of each kind of change, family by family; not chosen by hand.</p>
            \(samples.map(pair).joined(separator: "\n"))
            """
    }

    private static func pair(_ pair: SamplePair) -> String {
        let text = VisibleText.html
        return """
            <article>
            <h3>\(text(pair.change.rawValue)) <span class="soft">\(text(pair.family)), item \(text(pair.itemID))</span></h3>
            <p>\(text(pair.question))\(pair.label.isEmpty ? "" : " <span class=\"soft\">Expected: \(text(pair.label))</span>")</p>
            <div class="pair">
            \(side("Before", pair.before))
            \(side("After", pair.after))
            </div>
            </article>
            """
    }

    private static func side(_ title: String, _ row: EvaluationRow) -> String {
        let text = VisibleText.html
        let verdict = row.correct ? "✓ correct" : "✗ not correct"
        let read = row.answer.map { ", read as \($0)" } ?? ""
        let body = row.text.isEmpty ? "<p class=\"soft\">(empty)</p>" : "<pre>\(text(row.text))</pre>"
        return
            "<div class=\"\(row.correct ? "yes" : "no")\"><h4>\(title): <b>\(verdict)</b>\(text(read))</h4>\(body)</div>"
    }
}
