import Experience
import RunStore

/// What a twin with an uninformative reward gained, and by how much the run gained more.
public struct ControlFinding: Sendable, Codable, Hashable {
    public var name: String
    public var run: String
    /// Why the control has no figures, if it has none.
    public var problem: String?
    public var before: Double?
    public var after: Double?
    public var gain: PairedInterval?
    /// The run's gain − the control's gain, item by item.
    public var difference: PairedInterval?
    /// The control was not evaluated before training; it starts from the run's own weights, so the run's
    /// evaluation before training stands for both.
    public var sharesBefore = false

    static func all(of run: RunReader) throws(RunStoreError) -> [ControlFinding] {
        let before = try ItemScores(run, "heldout/before")
        let after = try ItemScores(run, "heldout/after")
        var findings: [ControlFinding] = []
        for (control, reader) in zip(run.manifest.controls, run.controls()) {
            var finding = ControlFinding(name: control.name, run: control.run)
            switch reader.run {
            case .failure(.notARun): finding.problem = "the run '\(control.run)' is not there"
            case .failure(let error): finding.problem = error.description
            case .success(let twin):
                do throws(RunStoreError) {
                    try finding.measure(twin, against: (before, after), of: run.directory.name)
                } catch {
                    finding.problem = error.description
                }
            }
            findings.append(finding)
        }
        return findings
    }

    private init(name: String, run: String) {
        self.name = name
        self.run = run
    }

    private mutating func measure(
        _ twin: RunReader, against run: (before: ItemScores?, after: ItemScores?), of name: String
    ) throws(RunStoreError) {
        var twinBefore = try ItemScores(twin, "heldout/before")
        if twinBefore == nil, twin.manifest.controlOf == name, run.before != nil {
            twinBefore = run.before
            sharesBefore = true
        }
        let twinAfter = try ItemScores(twin, "heldout/after")
        let comparison = Comparison(set: "heldout", before: twinBefore, after: twinAfter)
        (before, after, gain) = (comparison.before, comparison.after, comparison.gain)
        if twinAfter == nil { problem = "it was not evaluated after training (it is \(twin.manifest.status.rawValue))" }
        guard let before = run.before, let after = run.after, let twinBefore, let twinAfter else { return }

        let items = after.shared(with: before, twinBefore, twinAfter)
        let own = after.differences(from: before, over: items)
        let twins = twinAfter.differences(from: twinBefore, over: items)
        var generator = SeededGenerator(seed: 0, stream: "report/control/\(self.name)")
        difference = pairedBootstrapInterval(zip(own, twins).map { $0 - $1 }, using: &generator)
    }
}
