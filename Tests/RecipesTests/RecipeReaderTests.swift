import Foundation
import Methods
import Testing

@testable import Recipes

struct RecipeReaderTests {
    let minimal = """
        model:
          model_name_or_path: models/seed
        method:
          name: one-shot
        """

    private func problems(_ yaml: String, overrides: [String] = []) -> [String] {
        do {
            _ = try RecipeReader.standard.read(yaml: yaml, overrides: overrides, place: "a.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `defaults are the run script of One-Shot-RLVR`() throws {
        let recipe = try RecipeReader.standard.read(yaml: minimal)
        let settings = try #require(recipe.settings(as: OneShotSettings.self))
        #expect(recipe.name == "one-shot")
        #expect(settings.promptsPerStep == 128 && settings.numGenerations == 8 && settings.updatesPerRollout == 1)
        #expect(settings.beta == 0.001 && settings.klEstimator == .k3 && settings.entropyCoef == 0.001)
        #expect(recipe.sampling.temperature == 0.6 && recipe.sampling.maxCompletionLength == 3072)
        #expect(recipe.optimizer.learningRate == 1e-6 && recipe.optimizer.adamBeta2 == 0.999)
        #expect(recipe.training.maxSteps == 2000 && recipe.training.saveSteps == 20)
    }

    @Test func `every problem is reported at once with its line`() {
        let yaml = """
            nam: x
            model:
              model_name_or_path: m
            method:
              name: one-shot
              num_generations: 1
              loss_type: grop
              wibble: 3
            sampling:
              temperature: hot
              top_p: 1.5
            optimizer:
              learning_rte: 1e-6
              learning_rate: -1
            """
        #expect(
            problems(yaml) == [
                "a.yaml:6: method.num_generations: 1 is too small; a completion needs a sibling to be compared with; use 2 or more",
                "a.yaml:7: method.loss_type: expected one of grpo, dapo, gspo, cispo, rloo, dr_grpo, reinforce++, found grop",
                "a.yaml:8: method.wibble: unknown key; known here: prompts_per_step, num_generations, updates_per_rollout, "
                    + "loss_type, aggregation, scale_rewards, epsilon, epsilon_high, beta, kl_estimator, entropy_coef, "
                    + "policy_loss, reward, label, dynamic_sampling, overlong, mask_truncated_completions, name",
                "a.yaml:1: nam: unknown key; did you mean name?",
                "a.yaml:10: sampling.temperature: expected a number, found hot",
                "a.yaml:11: sampling.top_p: 1.5 is too large; it is a probability; use 1.0 or less",
                "a.yaml:13: optimizer.learning_rte: unknown key; did you mean learning_rate?",
                "a.yaml:14: optimizer.learning_rate: -1.0 is too small; nothing would be learnt; use more than 0.0",
            ])
    }

    @Test func `a missing model and a missing method are named`() {
        #expect(
            problems("method: {name: one-shot}") == [
                "a.yaml: model.model_name_or_path: missing; one-shot starts from a model: name its folder"
            ])
        #expect(problems("seed: 1") == ["a.yaml: method.name: missing; use one of absolute-zero, one-shot, pretrain"])
        #expect(
            problems("method: {name: oneshot}") == [
                "a.yaml:1: method.name: no method is called oneshot; did you mean one-shot?"
            ])
        #expect(problems("method: one-shot") == ["a.yaml:1: method: expected a section with a name, found one-shot"])
    }

    @Test func `settings that contradict each other are refused`() {
        let found = problems(
            minimal + """

                  prompts_per_step: 10
                  updates_per_rollout: 4
                data: {system_prompt: Be brief., train: x.jsonl}
                optimizer: {warmup_steps: 5, warmup_ratio: 0.1}
                evaluation: {samples: 8}
                """)
        #expect(
            found == [
                "a.yaml:6: method.updates_per_rollout: 10 prompts do not divide into 4 updates; change it or method.prompts_per_step",
                "a.yaml:7: data.system_prompt: only the chat template has a place for it; set data.prompt_template to chat",
                "a.yaml:8: optimizer.warmup_ratio: 0.1 and warmup_steps 5 are both given; keep one of them",
                "a.yaml:9: evaluation.samples: 8 greedy samples are all the same; raise evaluation.temperature or use 1",
            ])
    }

    @Test func `the command line wins, and its mistakes are named`() throws {
        let recipe = try RecipeReader.standard.read(
            yaml: minimal,
            overrides: [
                "optimizer.learning_rate=1e-4", "seed=7", "controls=[random, format]", "sampling.stop=[\"\\n\\n\"]",
            ])
        #expect(recipe.optimizer.learningRate == 1e-4)
        #expect(recipe.seed == 7)
        #expect(recipe.head.controls == [.random, .format])
        #expect(recipe.sampling.stop == ["\n\n"])
        #expect(
            problems(minimal, overrides: ["optimizer.learning_rat=1"]) == [
                "--set optimizer.learning_rat=1: optimizer.learning_rat: unknown key; did you mean learning_rate?"
            ])
        #expect(
            problems(minimal, overrides: ["seed"]) == [
                "--set seed: expected key=value, such as optimizer.learning_rate=1e-4"
            ])
        #expect(
            problems(minimal, overrides: ["seed="]) == [
                "--set seed=: seed: expected a whole number, 0 or more, found nothing"
            ])
    }

    @Test(arguments: [
        ("seed: -1", "seed: expected a whole number, 0 or more, found -1"),
        ("seed: '1'", "seed: expected a whole number, 0 or more, found the text \"1\""),
        ("seed: 1.5", "seed: expected a whole number, 0 or more, found 1.5"),
        ("threads: 0", "threads: 0 is too small; something has to run; use 1 or more"),
        ("name: ../x", "name: ../x cannot name a folder; use up to 100 letters, digits, - _ and . (not first)"),
        ("device: gpu", "device: expected one of auto, cpu, cuda, mps, found gpu"),
        (
            "controls: [random, luck]",
            "controls: expected a list, each item one of random, format, wrong-label, frozen-proposer, found a list"
        ),
        ("sampling: 3", "sampling: expected a section with keys, found 3"),
        (
            "data: {prompt_template: 'Q'}",
            "data.prompt_template: expected raw, chat, question-answer, or a text with {question} in it, found the text \"Q\""
        ),
        (
            "data: {example: -3}",
            "data.example: expected a list, each item the row of an example, from 0, or its id, found -3"
        ),
        ("optimizer: {learning_rate: .inf}", "optimizer.learning_rate: expected a number, found .inf"),
        ("optimizer: {learning_rate: nan}", "optimizer.learning_rate: expected a number, found nan"),
    ])
    func `a wrong value says what would do`(line: String, expected: String) {
        #expect(problems(minimal + "\n" + line) == ["a.yaml:5: " + expected])
    }

    @Test func `what is not YAML is said to be so`() {
        for text in ["a: [1", "a: b: c", "\t- x: {", "- 1\n- 2", "", "just text", "a: 1\na: 2"] {
            let found = problems(text)
            #expect(found.count == 1, "\(text): \(found)")
            #expect(found.first?.hasPrefix("a.yaml") == true, "\(found)")
        }
    }

    @Test func `a recipe that unfolds or nests without end is refused`() {
        let laughs = (1...9).map {
            "a\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", ") + "]"
        }
        #expect(
            problems("a0: &a0 [1]\n" + laughs.joined(separator: "\n")).map {
                $0.hasSuffix("more than 10000 values; a recipe has a few dozen")
            } == [true])
        #expect(problems("a: " + String(repeating: "[", count: 20_000)).count == 1)
        #expect(problems("a: " + String(repeating: "{a: ", count: 20_000)).count == 1)
        #expect(
            problems("a: " + String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)).count == 1)
        #expect(problems("a: " + String(repeating: "- ", count: 20_000)).count == 1)
        #expect(problems(minimal + "\n# " + String(repeating: "-", count: 500)) == [])
        #expect(problems(minimal, overrides: ["a=" + String(repeating: "[", count: 20_000)]).count == 1)
    }

    @Test func `the resolved recipe reads back as itself`() throws {
        let recipe = try RecipeReader.standard.read(
            yaml: minimal,
            overrides: [
                "data.prompt_template=\"Q \\\"{question}\\\"\\nA\"", "method.overlong={buffer: 16}",
                "data.example=[3, pi1]",
                "method.label=12.7", "sampling.stop=['null', '1e3']", "method.epsilon_high=0.28",
            ])
        let yaml = recipe.resolved.yaml
        #expect(yaml.contains("method:\n  name: \"one-shot\"\n  prompts_per_step: 128\n"))
        #expect(yaml.contains("  overlong:\n    buffer: 16\n    penalty: 1.0\n"))
        #expect(yaml.contains("learning_rate: 1e-06\n"))
        #expect(yaml.contains("example: [3, \"pi1\"]"))
        let again = try RecipeReader.standard.read(yaml: yaml)
        #expect(again.resolved.yaml == yaml)
        #expect(again.sampling.stop == ["null", "1e3"])
        #expect(again.data.promptTemplate.text(for: "1+1") == "Q \"1+1\"\nA")
        // JSON is YAML.
        #expect(try RecipeReader.standard.read(yaml: recipe.resolved.json).resolved == recipe.resolved)
        #expect(try JSONSerialization.jsonObject(with: Data(recipe.resolved.json.utf8)) is [String: Any])
    }
}
