import Experience
import Foundation
import Sampling
import Synchronization
import Training

/// Shows a run's events: a live line on a terminal, a line now and then elsewhere.
final class TrainingProgress: Sendable {
    private let label: String
    private let line = Mutex("")
    private let started = ContinuousClock.now

    init(label: String) {
        self.label = label
    }

    func show(_ event: TrainingEvent) {
        switch event {
        case .resumed(let step):
            Console.say("\(label): resumed at step \(step)")
        case .evaluated(let name, let step, let accuracy):
            Console.say("\(label): \(name) \(Console.percent(accuracy)) (step \(step))")
        case .checkpointed(let step):
            if Console.isLive { Console.progress("\(label): checkpoint at step \(step)") }
        case .stopping(let step):
            Console.say("\(label): stopped at step \(step) with a checkpoint; continue with --resume auto")
        case .stepFinished(let record, let total):
            let m = record.metrics
            let rate = record.elapsed / Double(max(1, record.step))
            let text = String(
                format: "%@ %@ %d/%d  reward %.3f  kl %.4f  entropy %.3f  length %.1f  %.2f s/step  %@ left",
                label, Console.bar(record.step, of: total), record.step, total, m["reward"] ?? 0, m["kl"] ?? 0,
                m["entropy"] ?? 0, m["completions/mean_length"] ?? 0, m["step_time"] ?? 0,
                Console.duration(rate * Double(total - record.step)))
            line.withLock { $0 = text }
            if Console.isLive {
                Console.progress(text)
            } else if record.step % max(1, total / 10) == 0 {
                Console.say(text)
            }
        }
    }

    func sampling(_ progress: SamplingProgress) {
        guard Console.isLive, progress.finished < progress.total else { return }
        let before = line.withLock { $0 }
        if before.isEmpty { Console.progress("\(label): \(progress.finished)/\(progress.total) completions") }
    }
}
