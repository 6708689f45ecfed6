import Foundation
import TestSupport
import Testing
import Torch

struct AbsoluteZeroCommandTests {
    private let recipe = """
        name: zero
        device: cpu
        threads: 1
        model:
          model_name_or_path: MODEL
        data:
          prompt_template: question-answer
        method:
          name: absolute-zero
          style: seed-world
          tasks_per_stratum: 4
          seed_factor: 1
          solve_samples: 2
          num_inputs: 3
          shown_inputs: 3
          hides_own_input: true
          modules: []
          program_seconds: 2
          max_barren_steps: 3
        sampling:
          temperature: 1.0
          max_prompt_length: 96
          max_completion_length: 24
          stop: ["\\nQuestion:"]
        training:
          max_steps: 6
          save_steps: 2
          eval_steps: 0

        """

    private func workshop(model: String) async throws -> Workshop {
        let workshop = try await Workshop()
        try workshop.write(recipe.replacing("MODEL", with: model), to: "zero.yaml")
        return workshop
    }

    private let arguments = ["train", "absolute-zero", "--recipe", "zero.yaml"]

    @Test func `a model that never writes a task ends with an exit code of its own`() async throws {
        let workshop = try await workshop(model: "model")
        let outcome = try workshop.run(arguments)
        #expect(outcome.code == 5, "\(outcome.complaint)")
        #expect(outcome.complaint.contains("no proposal was a valid task") && outcome.complaint.contains("seeding"), "\(outcome.complaint)")
    }

    @Test func `a model that stops writing tasks ends after so many steps, with a checkpoint and all it wrote`() async throws {
        let workshop = try await workshop(model: "model")
        let rows = ["deduction", "abduction", "induction"].flatMap { kind in
            (1...4).map { "{\"kind\": \"\(kind)\", \"program\": \"def f(x): return x * \($0)\", \"inputs\": \(kind == "induction" ? "[\"1\", \"2\", \"3\", \"4\"]" : "[\"3\"]")}\n" }
        }
        try workshop.write(rows.joined(), to: "tasks.jsonl")
        let outcome = try workshop.run(arguments + ["--set", "method.seed_file=tasks.jsonl", "--set", "training.save_steps=100"])
        #expect(outcome.code == 5 && outcome.complaint.contains("no proposal was a valid task in 3 steps"), "\(outcome.complaint)")
        #expect(workshop.exists("runs/zero/checkpoints/step-000003"))
        let listed = try workshop.run(["runs", "tasks", "zero", "--limit", "100"])
        #expect(listed.complaint.contains("4 deduction accepted") && listed.output.split(separator: "\n").count == 12 + 3 * 12, "\(listed.complaint)")
    }

    @Test func `killed in the middle of self-play, the same bits; tasks are listed, shown and run again`() async throws {
        let workshop = try await workshop(model: Checkout.root.appending(path: "models/seed").path)
        try workshop.write(recipe.replacing("MODEL", with: Checkout.root.appending(path: "models/seed").path).replacing("max_completion_length: 24", with: "max_completion_length: 80"), to: "zero.yaml")
        let started = ContinuousClock.now
        let straight = try workshop.run(arguments + ["--name", "straight"])
        #expect(straight.code == 0, "\(straight.complaint)")
        let whole = started.duration(to: .now) / .seconds(1)
        for share in [0.5, 0.7, 0.9] {
            let command = try Command(arguments + ["--name", "killed", "--resume", "auto"], in: workshop.folder)
            usleep(UInt32(share * whole * 1e6))
            if command.process.isRunning { kill(command.process.processIdentifier, SIGKILL) }
            _ = try command.wait()
        }
        let last = try workshop.run(arguments + ["--name", "killed", "--resume", "auto"])
        #expect(last.code == 0, "\(last.complaint)")
        func bytes(_ run: String, _ name: String) throws -> Data {
            try Data(contentsOf: workshop.folder.appendingPathComponent("runs/\(run)/latest/\(name)"))
        }
        #expect(try bytes("killed", "model/model.safetensors") == bytes("straight", "model/model.safetensors"))
        func tasks(_ run: String) throws -> String { try workshop.run(["runs", "tasks", run, "--limit", "10000", "--json"]).output }
        #expect(try tasks("killed") == tasks("straight"))

        let list = try #require(try JSONSerialization.jsonObject(with: Data(tasks("straight").utf8)) as? [[String: Any]])
        #expect(list.contains { $0["step"] as? Int == 0 } && list.contains { $0["step"] as? Int == 6 })
        let child = try #require(list.last { ($0["parents"] as? [String])?.isEmpty == false && $0["status"] as? String == "accepted" })
        let shown = try workshop.run(["runs", "tasks", "straight", "--show", try #require(child["id"] as? String), "--json"])
        let family = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
        #expect((family["parents"] as? [[String: Any]])?.isEmpty == false)
        let replay = try workshop.run(["runs", "tasks", "straight", "--replay", "--limit", "40", "--json"])
        #expect(replay.code == 0, "\(replay.output)")
        // A stored output that is another one is found, and told.
        let altered = try workshop.sqlite("runs/straight/rollouts.sqlite", "UPDATE tasks SET specification = replace(specification, '\"output\":\"', '\"output\":\"9') WHERE id = 'seed-0'")
        #expect(altered == 0)
        let differing = try workshop.run(["runs", "tasks", "straight", "--replay", "--step", "0", "--limit", "40"])
        #expect(differing.code == 3 && differing.output.contains("seed-0: stored 9'Hello world', found 'Hello world'"), "\(differing.output)")
        // Any checkpoint can be where self-play begins.
        let hybrid = try workshop.run(arguments + ["--name", "hybrid", "--set", "model.model_name_or_path=runs/straight/latest/model", "--set", "training.max_steps=1"])
        #expect(hybrid.code == 0, "\(hybrid.complaint)")
        #expect(try bytes("hybrid", "model/model.safetensors") != bytes("straight", "model/model.safetensors"))
        #expect(try workshop.run(["runs", "tasks", "straight", "--show", "nothing"]).complaint.contains("no task 'nothing'"))
    }

    @Test func `a classifier that fails ends the run with exit code 4 and loses nothing; mended, the same bits`() async throws {
        let workshop = try await workshop(model: Checkout.root.appending(path: "models/seed").path)
        try workshop.write(
            recipe.replacing("MODEL", with: Checkout.root.appending(path: "models/seed").path).replacing("max_completion_length: 24", with: "max_completion_length: 80")
                .replacing("save_steps: 2", with: "save_steps: 100").replacing("  modules: []\n", with: "  modules: []\n  content_classifier: mine.py\n"), to: "zero.yaml")
        let mine = "def classify(text):\n    return 'sevens' if '* 7' in text else None\n"
        try workshop.write(mine, to: "mine.py")
        let straight = try workshop.run(arguments + ["--name", "straight"])
        #expect(straight.code == 0, "\(straight.complaint)")
        #expect(straight.output.contains("by the classifier"), "\(straight.output)")
        func tasks(_ run: String, _ more: String...) throws -> [[String: Any]] {
            let output = try workshop.run(["runs", "tasks", run, "--limit", "10000", "--json"] + more).output
            return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
        }
        let refused = try tasks("straight", "--status", "classifier")
        #expect(!refused.isEmpty && refused.allSatisfy { $0["evidence"] as? String == "the classifier refuses it: sevens" }, "\(refused)")

        // It fails for a proposal that is written in the fourth step, and in none before.
        let programs = try tasks("straight").filter { $0["kind"] as? String != "induction" && $0["status"] as? String == "accepted" }.map { task in
            (step: task["step"] as? Int ?? 0, text: try #require(task["specification"] as? String))
        }
        let program = try #require(programs.lazy.filter { $0.step == 4 }.compactMap { task -> String? in
            let program = task.text.firstMatch(of: /"program":"def f\(x\): return ([^"\\]+)"/).map { String($0.1) }
            return program.flatMap { name in programs.contains { $0.step < 4 && $0.text.contains(name) } ? nil : name }
        }.first)
        try workshop.write(mine + "answer = classify\ndef classify(text):\n    if ' \(program)\\nWhat is f(' in text: raise ValueError('not now')\n    return answer(text)\n", to: "mine.py")
        let broken = try workshop.run(arguments + ["--name", "broken"])
        #expect(broken.code == 4, "\(broken.complaint)")
        #expect(broken.complaint.contains("method.content_classifier failed at step 4: mine.py raised ValueError: not now"), "\(broken.complaint)")
        #expect(workshop.exists("runs/broken/checkpoints/step-000003"))
        #expect(try tasks("broken").allSatisfy { $0["step"] as? Int ?? 9 <= 3 })

        try workshop.write(mine, to: "mine.py")
        let mended = try workshop.run(arguments + ["--name", "broken", "--resume", "auto"])
        #expect(mended.code == 0, "\(mended.complaint)")
        func weights(_ run: String) throws -> Data { try Data(contentsOf: workshop.folder.appendingPathComponent("runs/\(run)/latest/model/model.safetensors")) }
        #expect(try weights("broken") == weights("straight"))
        #expect(try tasks("broken") as NSArray == tasks("straight") as NSArray)
    }

    @Test func `bad input`() async throws {
        let workshop = try await workshop(model: "model")
        func refused(_ set: String..., code: Int32 = 65, saying texts: String...) throws {
            let outcome = try workshop.run(arguments + set.flatMap { ["--set", $0] })
            #expect(outcome.code == code, "\(set): \(outcome.complaint)")
            for text in texts { #expect(outcome.complaint.contains(text), "\(set): \(outcome.complaint)") }
        }
        try workshop.write("{\"kind\": \"deduction\", \"program\": \"def f(x): return 1 / 0\", \"inputs\": [\"1\"]}\n", to: "bad.jsonl")
        try refused("method.seed_file=bad.jsonl", saying: "bad.jsonl:1", "exception", "ZeroDivisionError")
        try workshop.write("{\"kind\": \"seduction\", \"program\": \"\", \"inputs\": []}\n", to: "kind.jsonl")
        try refused("method.seed_file=kind.jsonl", saying: "kind.jsonl:1", "'seduction'")
        try refused("method.seed_file=nowhere.jsonl", saying: "nowhere.jsonl")
        try refused("method.content_policy=nowhere.txt", saying: "nowhere.txt")
        try refused("method.task_types=[]", saying: "method.task_types", "is empty")
        try refused("method.buffer_limit=2", saying: "method.buffer_limit", "seeding phase")
        try refused("method.hides_own_input=false", saying: "method.shown_inputs")
        try refused("method.num_inputs=0", saying: "method.num_inputs")
        try refused("method.content_classifier=nowhere.py", saying: "method.content_classifier", "nowhere.py")
        try workshop.write("echo null\n", to: "plain")
        try refused("method.content_classifier=plain", saying: "plain", "neither a Python file (.py) nor executable (chmod +x)")
        try refused("method.content_threshold=.nan", saying: "method.content_threshold")
        let rows = (1...5).map { "{\"kind\": \"deduction\", \"program\": \"def f(x): return x * \($0)\", \"inputs\": [\"3\"]}\n" }
        try workshop.write(rows.joined(), to: "many.jsonl")
        try refused("method.seed_file=many.jsonl", "method.buffer_limit=4", saying: "many.jsonl holds 5 tasks of deduction", "method.buffer_limit is 4")
        try refused("sampling.max_prompt_length=4", code: 5, saying: "no question for a proposer", "sampling.max_prompt_length")
        try refused("sampling.max_prompt_length=4096", "sampling.max_completion_length=110", code: 5, saying: "no question for a proposer", "the model's context")
        for (variable, value, text) in [("AUTODIDACT_PYTHON", "/no/such/python", "no Python 3.9 or newer"), ("PATH", "/nowhere", "bubblewrap")] {
            let outcome = try Command.run(arguments, in: workshop.folder, environment: [variable: value])
            #expect(outcome.code == 69 && outcome.complaint.contains(text), "\(outcome.complaint)")
        }
        let planned = try workshop.run(arguments + ["--dry-run", "--set", "method.content_policy=gone.txt", "--set", "method.content_classifier=gone.py"])
        #expect(planned.code == 0 && planned.output.contains("# missing: file gone.txt") && planned.output.contains("# missing: file gone.py"), "\(planned.output)")
        try refused("controls=[format]", saying: "format is no control of absolute-zero")
    }
}
