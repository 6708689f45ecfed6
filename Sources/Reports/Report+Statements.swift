import RunStore

/// What the report says in words. Every format prints these sentences as they stand here.
extension Report {
    /// One sentence about the held-out set.
    var headlineSentence: String {
        let headline = headline
        guard let gain = headline.gain else {
            return
                "Held-out accuracy before training: \(Figures.percent(headline.before)); after: \(Figures.percent(headline.after))."
        }
        let verb = gain.mean > 0 ? "rose" : gain.mean < 0 ? "fell" : "stayed"
        return
            "Held-out accuracy \(verb) from \(Figures.percent(headline.before)) to \(Figures.percent(headline.after)): "
            + "\(Figures.points(gain.mean)) points, paired \(Int(gain.level * 100)) % interval "
            + "\(Figures.points(gain.lower)) to \(Figures.points(gain.upper)), \(gain.items) items."
    }

    /// What the interval allows to be claimed, against zero and against each control.
    var claims: [Claim] {
        var claims: [Claim] = []
        if let gain = headline.gain {
            claims.append(
                gain.clearsZero
                    ? Claim(holds: true, text: "The interval clears zero: a gain is shown.")
                    : gain.isBelowZero
                        ? Claim(holds: false, text: "The interval lies below zero: training did harm.")
                        : Claim(holds: false, text: "The interval contains zero: no gain is shown."))
        } else {
            claims.append(Claim(holds: nil, text: "Whether there is a gain was not measured."))
        }
        if controls.isEmpty {
            claims.append(Claim(holds: nil, text: "No control was run: a gain without controls proves little."))
        }
        for control in controls {
            if let difference = control.difference {
                let margin =
                    "\(Figures.points(difference.mean)) points over it, interval "
                    + "\(Figures.points(difference.lower)) to \(Figures.points(difference.upper))"
                claims.append(
                    Claim(
                        holds: difference.clearsZero,
                        text: difference.clearsZero
                            ? "Clears the control '\(control.name)': \(margin)."
                            : "Does not clear the control '\(control.name)': \(margin)."))
            } else {
                let reason = control.problem.map { ": \($0)" } ?? ""
                claims.append(Claim(holds: nil, text: "Against the control '\(control.name)': not measured\(reason)."))
            }
        }
        return claims
    }

    /// A statement and whether it speaks for the run; `nil` where nothing was measured.
    struct Claim {
        var holds: Bool?
        var text: String
    }

    var scaleLabel: String {
        manifest.scale ?? "scale not stated"
    }

    var saturationSentence: String {
        let rule =
            "at least \(Int(Saturation.threshold * 100)) % of the judged completions correct in "
            + "\(Saturation.window) consecutive steps"
        guard let last = saturation.lastStep else { return "Training accuracy: \(Figures.missing)." }
        let learnt =
            saturation.step.map { "Training accuracy first stays high at step \($0) (\(rule))." }
            ?? "Training accuracy never stayed high (\(rule)); at the last step, \(last), it was "
            + "\(Figures.percent(saturation.lastTrainAccuracy))."
        guard let best = saturation.bestHeldOutStep else { return learnt + " Held-out accuracy: \(Figures.missing)." }
        let order =
            saturation.step.map { step in
                best > step
                    ? ", \(best - step) steps later"
                    : best < step ? ", \(step - best) steps earlier" : ", at the same step"
            } ?? ""
        return learnt
            + " Held-out accuracy was best, \(Figures.percent(saturation.bestHeldOut)), at step \(best)\(order)."
    }

    /// Whatever the reader must know before believing a figure.
    var cautions: [String] {
        var cautions: [String] = []
        switch manifest.status {
        case .finished: break
        case .failed: cautions.append("The run failed: \(manifest.problem ?? "no reason was stored").")
        case .running: cautions.append("The run is still at work.")
        case .stopped: cautions.append("The run was stopped before its end.")
        case .interrupted: cautions.append("The run was interrupted: its process ended without finishing it.")
        }
        if let lost = verdicts["infrastructureFailure"] {
            cautions.append("\(lost) rollouts were dropped because the verifier's infrastructure failed.")
        }
        if let items = headline.gain?.items, items < 100 {
            cautions.append("\(items) held-out items are few: intervals are wide, and the bootstrap is rough.")
        }
        cautions += TaskWarnings.all(of: self)
        return cautions
    }
}
