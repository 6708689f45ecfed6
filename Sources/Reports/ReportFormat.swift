public import Foundation
public import RunStore

/// How a report is written down.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// For a terminal.
    case text
    case markdown
    case json
    /// One file that needs no network and no script.
    case html

    public func render(_ report: Report) throws -> String {
        switch self {
        case .text: TextFormat.render(report)
        case .markdown: MarkdownFormat.render(report)
        case .json: try JSONFormat.render(report)
        case .html: HTMLFormat.render(report)
        }
    }
}

extension Report {
    /// Writes `report.html` into the run's folder, whole or not at all, and says where it is.
    @discardableResult
    public func save(to directory: RunDirectory) throws -> URL {
        try directory.write(Data(try ReportFormat.html.render(self).utf8), to: directory.report)
        return directory.report
    }
}
