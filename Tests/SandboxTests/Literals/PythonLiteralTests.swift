import Foundation
import Sandbox
import Testing

struct PythonLiteralTests {
    private func equal(_ a: String, _ b: String, _ equality: PythonEquality = .python, tolerance: Double = 0) throws -> Bool {
        try PythonLiteral(parsing: a).equals(PythonLiteral(parsing: b), equality, tolerance: tolerance)
    }

    @Test(arguments: [
        ("1", "1.0"), ("True", "1"), ("[1, (2,)]", "[1.0, (2,)]"), ("{1, 2}", "{2, 1, 1}"), ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
        ("'a' \"b\"", "'ab'"), ("'\\x41\\u00e9'", "'Aé'"), ("b'\\x00'", "b'\\0'"), ("0x1F", "31"), ("1_000", "1000"),
        ("-0", "0"), ("- 5", "-5"), ("1, 2", "(1, 2)"), ("(1)", "1"), ("frozenset([1])", "{1}"), ("1e999", "inf"),
        ("'''a\nb'''", "'a\\nb'"), ("{}", "{ }"), ("r'\\n'", "'\\\\n'"), ("12345678901234567890123", "12345678901234567890123"),
    ])
    func `equal as Python says`(_ a: String, _ b: String) throws {
        #expect(try equal(a, b))
    }

    @Test(arguments: [
        ("1", "2"), ("'3'", "3"), ("'3 '", "'3'"), ("[1, 2]", "(1, 2)"), ("nan", "nan"), ("set()", "{}"), ("[1]", "[1, 1]"),
        ("12345678901234567890123", "12345678901234567890124"), ("{'a': 1}", "{'a': 2}"), ("None", "False"), ("''", "b''"),
        ("9007199254740993", "9007199254740992.0"), ("'é'", "'e\\u0301'"),
    ])
    func `not equal`(_ a: String, _ b: String) throws {
        #expect(try !equal(a, b))
    }

    @Test func `types count where asked for`() throws {
        #expect(try !equal("1", "1.0", .typed))
        #expect(try !equal("True", "1", .typed))
        #expect(try !equal("[True]", "[1]", .typed))
        #expect(try equal("nan", "nan", .typed))
        #expect(try equal("{1: 'a'}", "{1: 'a'}", .typed))
    }

    @Test func `floats within a tolerance`() throws {
        #expect(try equal("[0.1, 2]", "[0.1000001, 2.0]", tolerance: 1e-6))
        #expect(try !equal("0.1", "0.11", tolerance: 1e-6))
        #expect(try !equal("0.30000000000000004", "0.3"))
    }

    @Test(arguments: [
        "", "1)", "[1", "1 2", "f(1)", "a", "1+1", "__import__('os')", "lambda: 0", "[x for x in y]", "'a", "{1: }", "01", "1.2.3",
        "()()", "*a", "{**a}", "1 if 1 else 2", "\"\\ud800\"", String(repeating: "[", count: 100_000), "...", "-'a'", "0x", "1) or (True",
    ])
    func `what is no literal is refused, and nothing runs`(_ text: String) {
        #expect(throws: PythonLiteralError.self) { try PythonLiteral(parsing: text) }
    }

    @Test func `arguments of a call`() throws {
        #expect(try PythonLiteral.arguments(parsing: "1, [2], 'a'").count == 3)
        #expect(try PythonLiteral.arguments(parsing: "").isEmpty)
        for text in ["1), f(2", "x=1", "1]; import os", "1\nTrue or (0"] {
            #expect(throws: PythonLiteralError.self) { try PythonLiteral.arguments(parsing: text) }
        }
    }

    @Test func `no tolerance brings a number near an infinity`() throws {
        for (a, b) in [("1.0", "inf"), ("inf", "1.0"), ("-inf", "inf"), ("nan", "inf"), ("inf", "nan"), ("1e308", "inf")] {
            let (one, other) = (try PythonLiteral(parsing: a), try PythonLiteral(parsing: b))
            #expect(!one.equals(other, tolerance: 1e300), "\(a), \(b)")
        }
        #expect(try PythonLiteral(parsing: "inf").equals(try PythonLiteral(parsing: "inf"), tolerance: 1e-6))
    }

    @Test func `large sets that differ everywhere are told apart at once`() throws {
        let one = PythonLiteral.set((0..<50_000).map { .integer("\($0)") })
        let other = PythonLiteral.set((0..<50_000).map { .string("\($0)") })
        let began = ContinuousClock.now
        #expect(!one.equals(other))
        // Pairwise it is 2.5 thousand million comparisons.
        #expect(began.duration(to: .now) < .seconds(5))
        #expect(try PythonLiteral(parsing: "{1, 'a', 2.0}").equals(try PythonLiteral(parsing: "{2, 'a', True}")))
    }
}
