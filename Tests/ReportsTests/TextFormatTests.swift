import Foundation
import Reports
import RunStore
import Testing

struct TextFormatTests {
    @Test func `a terminal gets the claim, the tables and the curves`() throws {
        let folder = try TemporaryFolder()
        let text = try ReportFormat.text.render(Report(run: SyntheticRun(folder.url).write()))
        #expect(text.hasPrefix("demo — one-shot, seed-scale\n\nHeld-out accuracy rose from 25.0 % to 75.0 %"))
        #expect(text.contains("[yes] The interval clears zero"))
        #expect(text.contains("Training accuracy first stays high at step 12"))
        #expect(text.contains("Held-out accuracy was best, 80.0 %, at step 30, 18 steps later."))
        #expect(text.contains("sampling/sampling_logp_difference/max"))
    }
}
