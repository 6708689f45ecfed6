import Foundation
import Reports
import RunStore
import Testing

struct MarkdownFormatTests {
    @Test func `tables have one cell a column and model text stays text`() throws {
        let folder = try TemporaryFolder()
        let page = try ReportFormat.markdown.render(Report(run: SyntheticRun(folder.url).write()))
        let table = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(table.count == 13)
        #expect(page.contains("| addition | 20 | 50.0 % | 50.0 % |"))
        #expect(page.contains("    <script>alert('x')</script>\\u{1B}[31m"))
        #expect(!page.contains("\n<script"))
    }
}
