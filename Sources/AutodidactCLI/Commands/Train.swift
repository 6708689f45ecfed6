import ArgumentParser
import Methods

struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a policy.", subcommands: [TrainOneShot.self, TrainAbsoluteZero.self])
}

struct TrainOneShot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "one-shot",
        abstract: "1-shot RLVR: GRPO on one example, with controls and a report.",
        discussion: """
            Examples:
              autodidact train one-shot --recipe recipes/one-shot-seed.yaml
              autodidact train one-shot --recipe recipes/one-shot-seed.yaml --controls random,format --seeds 3
              autodidact train one-shot --recipe recipes/one-shot-seed.yaml --set optimizer.learning_rate=3e-4 --name faster
              autodidact train one-shot --recipe recipes/one-shot-qwen2.5-math-1.5b.yaml --dry-run
            """)
    @OptionGroup var training: TrainingRun

    func run() async throws { try await training.run(RLVR.self) }
}

struct TrainAbsoluteZero: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "absolute-zero",
        abstract: "Self-play: the policy proposes tasks about programs, the sandbox judges them, the policy solves them.",
        discussion: """
            No data. Every proposal is kept, with why it was refused: 'autodidact runs tasks NAME'. Exit code 5 where no
            proposal is valid for method.max_barren_steps steps.

            Examples:
              autodidact train absolute-zero --recipe recipes/absolute-zero-seed.yaml
              autodidact train absolute-zero --recipe recipes/absolute-zero-seed.yaml --controls random,frozen-proposer --seeds 3
              autodidact train absolute-zero --recipe recipes/absolute-zero-seed.yaml --set method.task_types=[deduction] --name deduction-only
              autodidact train absolute-zero --recipe recipes/absolute-zero-qwen2.5-coder-3b.yaml --dry-run
            """)
    @OptionGroup var training: TrainingRun

    func run() async throws { try await training.run(AbsoluteZero.self) }
}
