import Foundation
import Reports
import RunStore
import Testing

struct HTMLFormatTests {
    @Test func `what the model wrote cannot become markup, and the page asks nobody for anything`() throws {
        let folder = try TemporaryFolder()
        let page = try ReportFormat.html.render(Report(run: SyntheticRun(folder.url).write()))
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(!page.contains("\u{1b}"))
        #expect(!page.contains("\u{202e}"))
        #expect(page.contains("\\u{202E}"))
        #expect(!page.contains("http://"))
        #expect(!page.contains("https://"))
        #expect(!page.contains("src="))
        #expect(page.contains("default-src 'none'"))
        #expect(!page.contains("<b>Show your work"))
    }

    @Test func `every tag is closed`() throws {
        let folder = try TemporaryFolder()
        let page = try ReportFormat.html.render(Report(run: SyntheticRun(folder.url).write()))
        // Unclosed by the standard: meta, and in SVG those that close themselves.
        var open: [Substring] = []
        for match in page.matches(of: #/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/#) {
            let (_, closing, name, itself) = match.output
            if name == "meta" || !itself.isEmpty { continue }
            if closing.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
    }

    @Test func `the claim is printed with its interval, its scale and each control`() throws {
        let folder = try TemporaryFolder()
        let page = try ReportFormat.html.render(Report(run: SyntheticRun(folder.url).write()))
        #expect(page.contains("Held-out accuracy rose from 25.0 % to 75.0 %: +50.0 points, paired 95 % interval"))
        #expect(page.contains("seed-scale"))
        #expect(page.contains("Clears the control &#39;random&#39;: +50.0 points over it"))
        #expect(page.contains("Against the control &#39;format&#39;: not measured"))
        #expect(page.components(separatedBy: "<svg ").count == 7)
    }

    @Test func `saving puts the page beside the run`() throws {
        let folder = try TemporaryFolder()
        let run = try SyntheticRun(folder.url).write()
        let place = try Report(run: run).save(to: run.directory)
        #expect(place.lastPathComponent == "report.html")
        let page = try Data(contentsOf: place)
        #expect(page.count > 10_000)
        // For a look with a browser: AUTODIDACT_KEEP_REPORT=/some/report.html swift test --filter saving
        if let copy = ProcessInfo.processInfo.environment["AUTODIDACT_KEEP_REPORT"] {
            try page.write(to: URL(fileURLWithPath: copy))
        }
    }
}
