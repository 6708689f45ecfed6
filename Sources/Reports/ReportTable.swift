import Experience
import Foundation
import RunStore

/// A table, before any format has drawn it.
struct ReportTable {
    var title: String
    var note: String?
    var columns: [String]
    /// Columns from this one on hold numbers and are set to the right.
    var firstNumber = 1
    var rows: [[String]]
    /// Said instead of a table without rows.
    var empty: String
}

extension Report {
    var tables: [ReportTable] {
        [controlsTable, familiesTable] + (comparisons.count > 1 ? [setsTable] : []) + (tasks.isEmpty ? [] : [tasksTable]) + [proofTable]
    }

    private var tasksTable: ReportTable {
        let refusals = { (finding: TaskFinding) in
            let refused = finding.statuses.filter { $0.key != TaskRecord.accepted && $0.key != "repeated" }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return refused.isEmpty ? "none" : refused.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        return ReportTable(
            title: "Tasks the policy made for itself",
            note: "Every proposal is stored: 'autodidact runs tasks' lists them, shows their families, and runs them again.",
            columns: ["type", "refused", "accepted", "repeated", "solve rate, first ten steps", "last ten"], firstNumber: 2,
            rows: tasks.map { finding in
                [
                    finding.kind, refusals(finding), "\(finding.statuses[TaskRecord.accepted] ?? 0)", "\(finding.statuses["repeated"] ?? 0)",
                    Figures.percent(finding.firstSolveRate), Figures.percent(finding.lastSolveRate),
                ]
            },
            empty: "")
    }

    private var controlsTable: ReportTable {
        let own = headline
        let first = [
            "this run", Figures.percent(own.before), Figures.percent(own.after), Figures.interval(own.gain), "",
        ]
        return ReportTable(
            title: "Controls",
            note:
                "Twins of equal budget whose reward says nothing about the answer. The gain over each is paired, item by item."
                + (controls.contains { $0.sharesBefore }
                    ? " Controls start from this run's weights, so its evaluation before training stands for theirs."
                    : ""),
            columns: ["run", "before", "after", "gain, points [95 %]", "gain over it, points [95 %]"],
            rows: controls.isEmpty
                ? []
                : [first]
                    + controls.map { control in
                        [
                            control.name, Figures.percent(control.before), Figures.percent(control.after),
                            Figures.interval(control.gain), Figures.interval(control.difference),
                        ]
                    },
            empty: "No control was run.")
    }

    private var familiesTable: ReportTable {
        ReportTable(
            title: "Held-out accuracy by family",
            columns: ["family", "items", "before", "after", "gain, points [95 %]"],
            rows: families.map { family in
                [
                    family.family, "\(family.items)", Figures.percent(family.before), Figures.percent(family.after),
                    Figures.interval(family.gain),
                ]
            },
            empty: "Held-out accuracy: \(Figures.missing).")
    }

    private var setsTable: ReportTable {
        ReportTable(
            title: "Other sets", columns: ["set", "before", "after", "gain, points [95 %]"],
            rows: comparisons.dropFirst().map { comparison in
                [
                    comparison.set, Figures.percent(comparison.before), Figures.percent(comparison.after),
                    Figures.interval(comparison.gain),
                ]
            },
            empty: "")
    }

    private var proofTable: ReportTable {
        ReportTable(
            title: "Was it the policy that was sampled?",
            note: "Each step proves that the weights that sampled are the weights that were trained.",
            columns: ["figure", "steps", "last", "largest"],
            rows: proof.map { figure in
                [figure.metric, "\(figure.steps)", Figures.number(figure.last), Figures.number(figure.largest)]
            },
            empty: "Proof that the sampled policy is the trained one: \(Figures.missing).")
    }

    /// Name and value of everything needed to do it again.
    var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = [
            ("method", manifest.method), ("scale", scaleLabel), ("status", manifest.status.rawValue),
            ("created", manifest.created.ISO8601Format()), ("steps", "\(steps)"),
            (
                "rollouts",
                verdicts.isEmpty
                    ? Figures.missing
                    : verdicts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            ),
            ("checkpoints", checkpoints.isEmpty ? "none" : checkpoints.map(String.init).joined(separator: ", ")),
            ("host", "\(manifest.host.cores) cores, \(manifest.host.memoryBytes >> 30) GiB, \(manifest.host.system)"),
        ]
        if let device = manifest.device { facts.append(("device", device)) }
        if let revision = manifest.gitDescribe { facts.append(("revision", revision)) }
        facts += manifest.versions.sorted { $0.key < $1.key }.map { ("version of \($0.key)", $0.value) }
        facts += manifest.seeds.sorted { $0.key < $1.key }.map { ("seed, \($0.key)", "\($0.value)") }
        facts += manifest.dataHashes.sorted { $0.key < $1.key }.map { ("SHA-256 of \($0.key)", $0.value) }
        return facts
    }
}
