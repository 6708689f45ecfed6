import Experience
import Testing

@testable import Environments

/// What every environment must keep; run on all of them.
struct EnvironmentChecker {
    static let adversarial = [
        "", " ", "\n", "\\boxed{}", "\\boxed{", "}", "\\boxed 1", "\\fbox{1}", "\u{0}", "\u{202E}1", "NaN",
        "\\boxed{NaN}", "\\boxed{\\infty}", "\\boxed{True}", "\\boxed{None}", "\\boxed{$ $}", "\\boxed{\\text{}}",
        String(repeating: "\\boxed{", count: 20_000), String(repeating: "9", count: 100_000),
        "\\boxed{" + String(repeating: "9", count: 100_000) + "}", "\\boxed{99999999999999999999}",
    ]

    @Test(arguments: Environments.all.map(\.name))
    func `every environment keeps its promises`(name: String) async throws {
        let environment = try #require(Environments.named(name))
        var ids: Set<String> = []
        for index in 0..<60 {
            let problem = try environment.problem(at: index, seed: 7)
            #expect(try environment.problem(at: index, seed: 7) == problem)
            #expect(!problem.label.isEmpty && !problem.question.isEmpty)
            #expect(environment.promptText(for: problem).contains(problem.question))
            ids.insert(problem.id)
            let reference = try #require(environment.referenceCompletion(for: problem))
            #expect(try await environment.reward(reference, for: problem).value == 1, "\(problem) \(reference)")
            for completion in Self.adversarial {
                let reward = try await environment.reward(completion, for: problem)
                #expect(reward.value == 0, "\(completion.prefix(40)) for \(problem)")
            }
            // The prompt is no answer, and neither is the label without what the environment asks for.
            #expect(try await environment.reward(environment.promptText(for: problem), for: problem).value == 0)
        }
        #expect(ids.count == 60)
    }
}
