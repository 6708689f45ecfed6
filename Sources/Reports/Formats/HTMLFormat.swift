import RunStore

/// One self-contained page. Its policy forbids scripts and the network, whatever a completion may hold.
enum HTMLFormat {
    static func render(_ report: Report) -> String {
        let text = VisibleText.html
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(text(report.manifest.name)): what was learnt</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body>
            <main>
            \(headline(report))
            \(curves(report))
            \(report.tables.map(table).joined(separator: "\n"))
            <h2>Saturation</h2>
            <p>\(text(report.saturationSentence))</p>
            \(HTMLSamples.render(report.samples))
            \(origins(report))
            </main>
            </body>
            </html>

            """
    }

    private static func headline(_ report: Report) -> String {
        let text = VisibleText.html
        let comparison = report.headline
        let gain = comparison.gain
        let numbers = [
            ("before", Figures.percent(comparison.before), ""), ("after", Figures.percent(comparison.after), ""),
            (
                "gain, percentage points", gain.map { Figures.points($0.mean) } ?? Figures.missing,
                gain.map { "paired 95 % interval \(Figures.points($0.lower)) to \(Figures.points($0.upper))" } ?? ""
            ),
        ]
        return """
            <h1>\(text(report.manifest.name))</h1>
            <p><span class="label">\(text(report.scaleLabel))</span> <span class="soft">method \(text(report.manifest.method)), \
            \(text(report.manifest.status.rawValue)), \(report.steps) steps</span></p>
            <p class="headline">\(text(report.headlineSentence))</p>
            <ul class="numbers">
            \(numbers.map { "<li>\(text($0.0)) <b>\(text($0.1))</b> <span class=\"soft\">\(text($0.2))</span></li>" }.joined(separator: "\n"))
            </ul>
            <ul class="claims">
            \(report.claims.map(claim).joined(separator: "\n"))
            </ul>
            \(report.cautions.map { "<p class=\"caution\">\(text($0))</p>" }.joined(separator: "\n"))
            """
    }

    private static func claim(_ claim: Report.Claim) -> String {
        let (style, word) =
            switch claim.holds {
            case true?: ("yes", "✓ shown")
            case false?: ("no", "✗ not shown")
            case nil: ("unknown", "? unknown")
            }
        return "<li class=\"\(style)\"><b>\(word)</b> <span>\(VisibleText.html(claim.text))</span></li>"
    }

    private static func curves(_ report: Report) -> String {
        let figures = report.curves.enumerated().map { index, curve in
            let title = "<h3>\(VisibleText.html(curve.title))</h3>"
            guard let svg = LineChart(curve, index: index).svg() else {
                return "<figure>\(title)<p class=\"soft\">\(Figures.missing)</p></figure>"
            }
            let keys = curve.series.enumerated().map { place, series in
                "<span class=\"key s\(place % 6)\"><i>━</i> \(VisibleText.html(series.name))</span>"
            }
            return
                "<figure>\(title)\n\(svg)\n<figcaption>\(VisibleText.html(curve.unit)). \(keys.joined())</figcaption></figure>"
        }
        return "<h2>Curves</h2>\n<div class=\"charts\">\n\(figures.joined(separator: "\n"))\n</div>"
    }

    private static func table(_ table: ReportTable) -> String {
        let text = VisibleText.html
        let title = "<h2>\(text(table.title))</h2>"
        guard !table.rows.isEmpty else { return "\(title)\n<p>\(text(table.empty))</p>" }
        let cells = { (tag: String, row: [String]) in
            row.enumerated().map { column, cell in
                let style = column < table.firstNumber ? "" : " class=\"n\""
                let scope = tag == "th" ? " scope=\"col\"" : ""
                return "<\(tag)\(style)\(scope)>\(text(cell))</\(tag)>"
            }.joined()
        }
        let rows = table.rows.map { "<tr>\(cells("td", $0))</tr>" }.joined(separator: "\n")
        return """
            \(title)
            \(table.note.map { "<p class=\"note\">\(text($0))</p>" } ?? "")
            <div class="scroll"><table>
            <thead><tr>\(cells("th", table.columns))</tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table></div>
            """
    }

    private static func origins(_ report: Report) -> String {
        let text = VisibleText.html
        return """
            <h2>Made from</h2>
            <dl>
            \(report.facts.map { "<dt>\(text($0.name))</dt><dd>\(text($0.value))</dd>" }.joined(separator: "\n"))
            </dl>
            <h2>Recipe</h2>
            <pre>\(text(report.recipe))</pre>
            <details><summary>With every default</summary><pre>\(text(report.resolvedRecipe))</pre></details>
            """
    }
}
