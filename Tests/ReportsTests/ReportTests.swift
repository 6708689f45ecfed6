import Experience
import Foundation
import Reports
import RunStore
import Testing

struct ReportTests {
    @Test func `the headline is the paired gain, and the controls' difference is their distance from it`() throws {
        let folder = try TemporaryFolder()
        let report = try Report(run: SyntheticRun(folder.url).write())

        // 10 of 40 right before, 30 of 40 after, the same 40 items.
        #expect(report.headline.before == 0.25)
        #expect(report.headline.after == 0.75)
        let gain = try #require(report.headline.gain)
        #expect(gain.items == 40)
        #expect(abs(gain.mean - 0.5) < 1e-12)
        // Differences are +1 for 30 items and −1 for 10: deviation 0.866, standard error 0.137, so 0.5 ± 0.27.
        #expect(abs(gain.lower - 0.23) < 0.05)
        #expect(abs(gain.upper - 0.77) < 0.05)
        #expect(gain.clearsZero)

        let random = try #require(report.controls.first)
        #expect(random.gain?.mean == 0)
        #expect(random.gain?.clearsZero == false)
        #expect(abs((random.difference?.mean ?? 0) - 0.5) < 1e-12)
        #expect(report.controls[1].difference == nil)
        #expect(report.controls[1].problem == "the run 'demo-format' is not there")
    }

    @Test func `families split the items`() throws {
        let folder = try TemporaryFolder()
        let report = try Report(run: SyntheticRun(folder.url).write())
        // Even items: 10 of 20 right before (0, 4, …), the other 10 after. Odd items: none, then all 20.
        #expect(report.families.map(\.family) == ["addition", "sequences"])
        #expect(report.families.map(\.before) == [0.5, 0])
        #expect(report.families.map(\.after) == [0.5, 1])
        #expect(report.families[1].gain?.lower == 1)
    }

    @Test func `saturation and the best held-out step are found`() throws {
        let folder = try TemporaryFolder()
        let saturation = try Report(run: SyntheticRun(folder.url).write()).saturation
        #expect(saturation.step == 12)
        #expect(saturation.lastTrainAccuracy == 1)
        // Step 30 has items 0..<30 and 32, 36 right: 32 of 40, more than the 30 of 40 at the end.
        #expect(saturation.bestHeldOutStep == 30)
        #expect(saturation.bestHeldOut == 0.8)
    }

    @Test func `curves hold the run first, then its controls`() throws {
        let folder = try TemporaryFolder()
        let curves = try Report(run: SyntheticRun(folder.url).write()).curves
        #expect(curves.map(\.metric) == ["reward", "heldout", "kl", "entropy", "completions/mean_length", "grad_norm"])
        #expect(curves[1].series.map(\.name) == ["this run", "random"])
        #expect(curves[1].series[0].points.map(\.step) == [0, 10, 20, 30, 40])
        // Step 10: 0..<10 right, and 12, 16, …, 36 (7 items): 17 of 40.
        #expect(curves[1].series[0].points[1].value == 0.425)
    }

    @Test func `proof shows the last figure and the largest`() throws {
        let folder = try TemporaryFolder()
        let proof = try Report(run: SyntheticRun(folder.url).write()).proof
        #expect(proof.map(\.metric) == ["proof/tokens", "sampling/sampling_logp_difference/max"])
        // 40 steps of 1e-6 · (step mod 3): the last is 1e-6, the largest 2e-6.
        #expect(proof[1].steps == 40)
        #expect(abs(proof[1].last - 1e-6) < 1e-15)
        #expect(abs(proof[1].largest - 2e-6) < 1e-15)
    }

    @Test func `samples show losses beside gains, the first of each kind`() throws {
        let folder = try TemporaryFolder()
        let samples = try Report(run: SyntheticRun(folder.url).write()).samples
        #expect(samples.map(\.change) == [.learnt, .learnt, .learnt, .lost, .lost])
        #expect(samples.map(\.family).prefix(2) == ["addition", "sequences"])
    }

    @Test(arguments: ReportFormat.allCases)
    func `a run that stored nothing shows no number`(format: ReportFormat) throws {
        let folder = try TemporaryFolder()
        let run = try RunDirectory.create(
            in: folder.url, manifest: RunManifest(name: "empty", method: "one-shot"), recipe: Data(),
            resolvedRecipe: Data())
        let report = try Report(run: RunReader(run))
        #expect(report.headline.gain == nil)
        let text = try format.render(report)
        if format != .json {
            #expect(text.contains("Held-out accuracy before training: not measured; after: not measured."))
            #expect(text.contains("interrupted"))
            #expect(text.firstMatch(of: #/[0-9]\.[0-9] %/#) == nil)
        }
    }

    @Test func `an evaluation without its pair claims nothing`() throws {
        let folder = try TemporaryFolder()
        let run = try RunDirectory.create(
            in: folder.url, manifest: RunManifest(name: "half", method: "one-shot"), recipe: Data(),
            resolvedRecipe: Data())
        do {
            let writer = try RunWriter(run)
            try writer.append(evaluation: "heldout/before", step: 0, rows: SyntheticRun.before)
        }
        let text = try ReportFormat.text.render(Report(run: RunReader(run)))
        #expect(text.contains("Held-out accuracy before training: 25.0 %; after: not measured."))
        #expect(text.contains("Whether there is a gain was not measured."))
    }

    @Test func `json reads back as the same report`() throws {
        let folder = try TemporaryFolder()
        let run = try SyntheticRun(folder.url).write()
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let report = try decoder.decode(Report.self, from: Data(ReportFormat.json.render(Report(run: run)).utf8))
        #expect(report.headline == (try Report(run: run)).headline)
        #expect(report.curves[5].series[0].points[19].value.isNaN)
    }
}
