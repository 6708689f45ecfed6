import Foundation
import RunStore

enum TextFormat {
    static func render(_ report: Report) -> String {
        var parts = ["\(report.manifest.name) — \(report.manifest.method), \(report.scaleLabel)"]
        parts.append(
            ([report.headlineSentence] + report.claims.map { "\(mark($0.holds)) \($0.text)" }).joined(separator: "\n"))
        if !report.cautions.isEmpty { parts.append(report.cautions.map { "Caution: \($0)" }.joined(separator: "\n")) }
        parts += report.tables.map(render)
        parts.append(report.saturationSentence)
        parts.append(report.curves.map(render).joined(separator: "\n"))
        return VisibleText.make(parts.joined(separator: "\n\n")) + "\n"
    }

    private static func mark(_ holds: Bool?) -> String {
        switch holds {
        case true?: "[yes]"
        case false?: "[no] "
        case nil: "[?]  "
        }
    }

    private static func render(_ table: ReportTable) -> String {
        guard !table.rows.isEmpty else { return "\(table.title)\n  \(table.empty)" }
        let lines = [table.columns] + table.rows
        let widths = table.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        let body = lines.map { cells in
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return column < table.firstNumber ? cells[column] + space : space + cells[column]
            }
            return "  " + padded.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return ([table.title] + body).joined(separator: "\n")
    }

    private static func render(_ curve: Curve) -> String {
        let own = curve.series.filter { $0.name == "this run" }
        // Curves by task have no line of the whole run.
        let lines = (own.isEmpty ? curve.series : own).compactMap { series -> String? in
            guard let first = series.points.first, let last = series.points.last else { return nil }
            return (own.isEmpty ? "\(series.name) " : "")
                + "\(Figures.number(first.value)) at step \(first.step), \(Figures.number(last.value)) at step \(last.step)"
        }
        return lines.isEmpty ? "\(curve.title): \(Figures.missing)" : "\(curve.title), \(curve.unit): \(lines.joined(separator: "; "))"
    }
}
