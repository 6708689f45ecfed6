import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Environments

@Suite(.serialized, .enabled(if: IsolationAvailability.isThere))
struct ContentClassifierTests {
    private func classifier(_ source: String, threshold: Double = 0.5, seconds: Double = 1, capacity: Int = 100) async throws -> ContentClassifier {
        let program = OwnProgram(source: source, name: "mine.py", sandbox: try await Sandbox(workers: 2), limits: SandboxLimits(wallSeconds: seconds))
        return ContentClassifier(program: program, threshold: threshold, capacity: capacity)
    }

    private static let weapons = ContentRefusal(source: .classifier, category: "weapons")

    @Test(arguments: [
        ("None", nil), ("False", nil), ("'weapons'", weapons), ("{'refused': True, 'category': 'weapons'}", weapons), ("{'refused': False, 'category': 'weapons'}", nil),
        ("{'category': 'weapons', 'score': 0.7}", ContentRefusal(source: .classifier, category: "weapons", score: 0.7)),
        ("{'category': 'weapons', 'score': 0.6}", nil), ("{'score': 0}", nil), ("{'refused': False, 'score': 0.9}", nil),
    ])
    func answers(answer: String, refusal: ContentRefusal?) async throws {
        let classifier = try await classifier("def classify(text):\n    return \(answer)", threshold: 0.7)
        #expect(try await classifier.refusals(of: ["a text"]) == [refusal])
    }

    @Test(arguments: [
        ("def classify(text):\n    return 1 // 0", "mine.py raised ZeroDivisionError"),
        ("def classify(text):\n    while True: pass", "mine.py: timeout"),
        ("def classify(text):\n    import os\n    os._exit(0)", "mine.py returned nothing"),
        ("def classify(text):\n    import os\n    os._exit(3)", "mine.py: exited with 3"),
        ("def classify(text):\n    return True", "mine.py returned 'True'; expected null or false"),
        ("def classify(text):\n    return 0.9", "mine.py returned '0.9'; expected null or false"),
        ("def classify(text):\n    return ''", "mine.py returned ''''; expected"),
        ("def classify(text):\n    return ['weapons']", "mine.py returned '['weapons']'; expected"),
        ("def classify(text):\n    return {'category': 'weapons'}", "mine.py returned '{'category': 'weapons'}'; expected \"refused\""),
        ("def classify(text):\n    return {'refused': 1, 'category': 'weapons'}", "mine.py returned"),
        ("def classify(text):\n    return {'refused': True}", "mine.py returned '{'refused': True}'; a refusal needs a \"category\""),
        ("def classify(text):\n    return {'score': float('nan'), 'category': 'weapons'}", "mine.py returned '{'score': nan, 'category': 'weapons'}'; its score is no finite number"),
        ("def classify(text):\n    return {'score': 'high', 'category': 'weapons'}", "mine.py returned"),
        ("def classify(text):\n    return object()", "mine.py returned an object of class object"),
        ("def classify(words):\n    return None", "mine.py raised KeyError: 'words'"),
        ("def classify(:", "mine.py: exception SyntaxError"),
        ("print('fine')", "mine.py printed 'fine'; expected null"),
        ("pass", "mine.py printed ''; expected null"),
    ])
    func `what is no answer neither allows nor refuses`(source: String, reason: String) async throws {
        let classifier = try await classifier(source)
        do {
            let found = try await classifier.refusals(of: ["first", "second"])
            Issue.record("\(found)")
        } catch {
            #expect(error.reason.hasPrefix(reason), "\(error)")
            #expect(error.text == "first" && "\(error)".contains("asked about 'first'"))
        }
        #expect(await classifier.counts == .init())
    }

    @Test func `a script and an executable read one object and print their answer last`() async throws {
        let script = try await classifier("import json, sys\ntext = json.load(sys.stdin)['text']\nprint('thinking')\nprint(json.dumps('weapons' if 'gun' in text else None))")
        #expect(try await script.refusals(of: ["a gun", "a rose"]) == [Self.weapons, nil])
        let file = FileManager.default.temporaryDirectory.appending(path: "classifier-\(UUID().uuidString)")
        try "#!/bin/sh\nif grep -q gun; then echo '\"weapons\"'; else echo null; fi\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let sandbox = try await Sandbox(workers: 2)
        await #expect(throws: VerifierError.unreadable(path: file.path, reason: "it is neither a Python file (.py) nor executable (chmod +x)")) {
            _ = try await ContentClassifier(file: file, threshold: 0.5, sandbox: sandbox)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        let executable = try await ContentClassifier(file: file, threshold: 0.5, sandbox: sandbox)
        #expect(try await executable.refusals(of: ["a gun", "a rose"]) == [Self.weapons, nil])
    }

    @Test func `equal texts are asked about once, and what is remembered is what a checkpoint keeps`() async throws {
        let source = "def classify(text):\n    return 'long' if len(text) > 3 else None"
        let first = try await classifier(source, capacity: 3)
        let long = ContentRefusal(source: .classifier, category: "long")
        #expect(try await first.refusals(of: ["abcd", "ab", "abcd", "ab"]) == [long, nil, long, nil])
        #expect(try await first.refusals(of: ["ab", "xyzzy"]) == [nil, long])
        #expect(await (first.counts.classified, first.counts.known) == (3, 3))
        let saved = try JSONEncoder().encode(await first.state)
        #expect(!String(decoding: saved, as: UTF8.self).contains("xyzzy"))
        // It remembers what a broken successor could not say.
        let second = try await classifier("def classify(text):\n    return 1 // 0", capacity: 3)
        await second.restore(try JSONDecoder().decode(ContentClassifier.State.self, from: saved))
        #expect(try await second.refusals(of: ["abcd", "ab", "xyzzy"]) == [long, nil, long])
        // A fourth text makes the first be forgotten.
        _ = try await first.refusals(of: ["a"])
        _ = try await first.refusals(of: ["abcd"])
        #expect(await first.counts.classified == 5)
    }

    @Test func `texts share a process, and a slow one has its deadline for itself`() async throws {
        let texts = (0..<40).map { "text \($0)" }
        let counting = try await classifier("seen = []\ndef classify(text):\n    seen.append(text)\n    return str(len(seen))")
        // 32 in one process, 8 in another.
        let counts = try await counting.refusals(of: texts).map { $0?.category ?? "" }
        #expect(counts == (1...32).map { "\($0)" } + (1...8).map { "\($0)" })
        // Twenty at a tenth of a second are two seconds: more than the one that each may take.
        let slow = try await classifier("import time\ndef classify(text):\n    time.sleep(0.1)\n    return text", seconds: 1)
        let categories = try await slow.refusals(of: Array(texts.prefix(20))).map { $0?.category ?? "" }
        #expect(categories == Array(texts.prefix(20)))
        // The one that ends the process is the one that is told.
        let fatal = try await classifier("import os\ndef classify(text):\n    if text == 'text 7': os._exit(9)")
        await #expect(throws: ContentClassifierError(reason: "mine.py: exited with 9", text: "text 7")) { try await fatal.refusals(of: texts) }
    }

    @Test func `patterns first; the classifier is asked about what they let through`() async throws {
        let screen = try ContentScreen("# names\n\nweapons: (?i)pipe bomb\n", place: "policy.txt")
        let classifier = try await classifier("def classify(text):\n    return 'shouting' if text.isupper() else None")
        let policy = ContentPolicy(screen: screen, classifier: classifier)
        let found = try await policy.refusals(of: ["A PIPE BOMB", "HELLO", "hello"])
        #expect(found == [ContentRefusal(source: .pattern, category: "weapons"), ContentRefusal(source: .classifier, category: "shouting"), nil])
        #expect(await classifier.counts.classified == 2)
        #expect(found.map { $0?.description } == ["the pattern refuses it: weapons", "the classifier refuses it: shouting", nil])
        #expect(try await ContentPolicy(screen: screen).refusals(of: ["PIPE bomb", "HELLO"]).map { $0?.category } == ["weapons", nil])
    }

    @Test func `the examples that come with the recipes`() async throws {
        let folder = Checkout.root.appending(path: "recipes")
        let classifier = try await ContentClassifier(file: folder.appending(path: "content_classifier.py"), threshold: 0.9, sandbox: try await Sandbox(workers: 2))
        let policy = ContentPolicy(screen: try ContentScreen(file: folder.appending(path: "content-policy.txt")), classifier: classifier)
        let found = try await policy.refusals(of: ["The aim is to outsmart less intelligent humans.", "a detonator for the explosive", "an explosive reply", "def f(x): return x"])
        let weapons = ContentRefusal(source: .classifier, category: "weapons", score: 1)
        #expect(found == [ContentRefusal(source: .pattern, category: "contempt"), weapons, nil, nil])
    }

    @Test(arguments: [
        ("weapons", "policy.txt:1: expected 'name: pattern', found 'weapons'"), ("a: b\nweapons: (", "policy.txt:2: '(' is no regular expression"),
        ("# nothing\n", "policy.txt: it names no pattern"),
    ])
    func `a policy file that cannot be read is told with its line`(text: String, error: String) {
        do throws(ContentScreenError) {
            _ = try ContentScreen(text, place: "policy.txt")
            Issue.record("no error")
        } catch let found {
            #expect("\(found)" == error)
        }
    }
}
