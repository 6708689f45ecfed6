import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

extension SelfPlay {
    /// Proposers of every kind, then solvers of every kind.
    func prompts(at step: Int) throws -> [Prompt] {
        var generator = SeededGenerator(seed: context.seed, stream: "curriculum/\(step)")
        (commissions, outcomes, refusals) = ([:], [:], [:])
        var prompts: [Prompt] = []
        for kind in settings.kinds {
            prompts += try proposers(of: kind, count: settings.tasksPerStratum, "\(step + 1)", &generator)
        }
        for kind in settings.kinds {
            prompts += try buffer(kind).solving(settings.tasksPerStratum, newest: step, &generator).compactMap(fittingSolver)
        }
        return prompts
    }

    /// What a prompt has to fit into, for errors.
    static let room = "sampling.max_prompt_length, or into the model's context beside sampling.max_completion_length"

    static func stratum(_ role: String, _ kind: String) -> String { "\(role)/\(kind)" }

    func proposers(of kind: ReasoningTask.Kind, count: Int, _ label: String, _ generator: inout SeededGenerator) throws -> [Prompt] {
        var prompts: [Prompt] = []
        for index in 0..<count {
            let id = "\(label)-\(kind.rawValue)-\(index)"
            if kind == .induction {
                // One program of the other kinds; without them, of its own.
                let sources = settings.kinds.filter { $0 == .deduction || $0 == .abduction }.flatMap { buffer($0).tasks }
                let pool = sources.isEmpty ? buffer(.induction).tasks : sources
                guard !pool.isEmpty else { continue }
                let source = generator.element(of: pool)
                let commission = Commission(kind: kind, parents: [source.id], program: source.task.program, ownInput: source.task.pairs.first?.input)
                if let prompt = try fitting({ _ in style.inputsQuestion(for: source.task, inputs: settings.numInputs) }, commission, [source], id) { prompts.append(prompt) }
            } else {
                let references = buffer(kind).references(settings.references, &generator)
                let commission = Commission(kind: kind, parents: references.map(\.id), program: nil, ownInput: nil)
                if let prompt = try fitting({ style.proposalQuestion(kind, references: $0.map(\.task)) }, commission, references, id) { prompts.append(prompt) }
            }
        }
        return prompts
    }

    /// The prompt with as many references as the limit allows; `nil` where even the shortest is too long.
    private func fitting(_ question: ([BufferedTask]) -> String, _ commission: Commission, _ references: [BufferedTask], _ id: String) throws -> Prompt? {
        var shown = references[...]
        while true {
            var commission = commission
            if commission.kind != .induction { commission.parents = shown.map(\.id) }
            do {
                let prompt = try rendered(question(Array(shown)), id: id, role: "propose", kind: commission.kind, specification: "", label: "")
                commissions[id] = commission
                return prompt
            } catch TrainingError.promptTooLong {
                guard !shown.isEmpty, commission.kind != .induction else { return nil }
                shown = shown.dropLast()
            }
        }
    }

    /// `nil` for a task whose prompt is longer than the limit.
    func fittingSolver(_ buffered: BufferedTask) throws -> Prompt? {
        do {
            return try solver(buffered)
        } catch TrainingError.promptTooLong {
            return nil
        }
    }

    func solver(_ buffered: BufferedTask) throws -> Prompt {
        let task = buffered.task
        let label = switch task.kind {
        case .deduction, .errorDeduction: task.pairs[0].output
        case .abduction: task.pairs[0].input
        case .induction: task.program
        }
        return try rendered(style.question(for: task), id: buffered.id, role: "solve", kind: task.kind, specification: task.json, label: label)
    }

    private func rendered(_ question: String, id: String, role: String, kind: ReasoningTask.Kind, specification: String, label: String) throws -> Prompt {
        let stratum = Self.stratum(role, kind.rawValue)
        let problem = Problem(id: id, question: question, label: label, family: stratum, provenance: "self-play", specification: specification)
        var prompt = try role == "propose" && style.proposalsContinueText ? context.renderRaw(problem) : context.render(problem)
        prompt.stratum = stratum
        return prompt
    }
}
