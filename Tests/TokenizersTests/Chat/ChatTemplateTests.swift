import Foundation
import Testing

@testable import Tokenizers

struct ChatTemplateTests {
    private func rendered(_ template: String, _ variables: [String: JSONValue] = [:]) throws -> String {
        try ChatTemplate(template).render(variables)
    }

    private func message(_ template: String, _ variables: [String: JSONValue] = [:]) -> String {
        do { return "rendered: " + (try rendered(template, variables)) } catch { return "\(error)" }
    }

    // MARK: White space, by the rules of trim_blocks and lstrip_blocks

    @Test func `a tag on its own line leaves no line`() throws {
        #expect(try rendered("a\n  {% if true %}\nb\n  {% endif %}\nc\n") == "a\nb\nc")
    }

    @Test func `minus takes all white space, plus none`() throws {
        #expect(try rendered("a \n {{- 'b' -}} \n c") == "abc")
        #expect(try rendered("a\n  {%+ if true +%}\nb{% endif %}") == "a\n  \nb")
    }

    @Test func `a print keeps the space before it and the line after it`() throws {
        #expect(try rendered("a\n  {{ 'b' }}\nc") == "a\n  b\nc")
    }

    // MARK: What is refused, by name and line, on loading

    @Test(arguments: [
        ("a\n{% include 'b' %}", "line 2: the tag '{% include %}'"),
        ("{% extends 'b' %}", "line 1: the tag '{% extends %}'"),
        ("\n\n{{ x | wordwrap(3) }}", "line 3: the filter 'wordwrap'"),
        ("{{ x is escaped }}", "line 1: the test 'is escaped'"),
        ("{{ x.format(1) }}", "line 1: the method '.format()'"),
        ("{{ open('file') }}", "line 1: the function 'open'"),
        ("{{ x.__class__.__subclasses__() }}", "line 1: the method '.__subclasses__()'"),
        ("{% for x in y recursive %}{% endfor %}", "line 1: a recursive loop"),
        ("{{ x | map('nope') }}", "line 1: map with 'nope'"),
        ("{{ x | selectattr('a', 'nope') }}", "line 1: selectattr with 'nope'"),
        ("{{ '%s' % x }}", "line 1: '%' on a text"),
        ("{{ f(*x) }}", "line 1: '*' in a call"),
        ("{{ '\\N{BULLET}' }}", "line 1: the escape \\N{…}"),
    ])
    func `a construct we do not do`(template: String, expected: String) {
        let error = #expect(throws: ChatTemplateError.self) { try ChatTemplate(template) }
        #expect(error?.description.contains(expected + " is not done here; supported: ") == true)
    }

    @Test(arguments: [
        ("{% if x %}", "line 1: found the end of the template, expected '{% elif %}' or '{% else %}' or '{% endif %}'"),
        ("{{ x", "line 1: a tag is not closed with '}}'"),
        ("{% x", "line 1: a tag is not closed with '%}'"),
        ("a\n{# b", "line 2: the comment '{#' has no '#}'"),
        ("{{ 'a }}", "line 1: a string is not closed"),
        ("{% endif %}", "line 1: '{% endif %}' ends nothing"),
        ("{% break %}", "line 1: 'break' outside a loop"),
        ("{{ a b }}", "line 1: found 'b', expected '}}'"),
        ("{{ }}", "line 1: found '}}', expected a value"),
        ("{{ (a }}", "line 1: '}' closes nothing"),
        ("{% raw %}", "line 1: '{% raw %}' has no '{% endraw %}'"),
        ("{% set 1 = 2 %}", "line 1: found 1, expected a name"),
    ])
    func `a template that is not Jinja`(template: String, expected: String) {
        let error = #expect(throws: ChatTemplateError.self) { try ChatTemplate(template) }
        #expect(error?.description == "chat template, " + expected)
    }

    // MARK: What goes wrong while rendering

    @Test(arguments: [
        ("{{ x.y }}", "line 1: 'x' is undefined"),
        ("\n{{ m.a.b }}", "line 2: 'dict object' has no attribute 'a'"),
        ("{{ 'a' + 1 }}", "line 1: '+' has no meaning between 'str' and 'int'"),
        ("{{ 1 // 0 }}", "line 1: division by zero"),
        ("{{ 9223372036854775807 + 1 }}", "line 1: a whole number above 64 bits"),
        ("{{ -9223372036854775807 - 2 }}", "line 1: a whole number above 64 bits"),
        ("{% for x in none %}{% endfor %}", "line 1: 'None' object is not iterable"),
        ("{% set x.y = 1 %}", "line 1: 'set x.y' needs x to be a namespace"),
        ("{% for a, b in [[1]] %}{% endfor %}", "line 1: 1 values for 2 names"),
        ("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "line 1: the macro 'm' takes 1 arguments, not 2"),
        ("{{ m.tools | tojson }}", "line 1: 'dict object' has no attribute 'tools'"),
    ])
    func `an error names its line`(template: String, expected: String) {
        #expect(message(template, ["m": [:]]) == "chat template, " + expected)
    }

    @Test func `the template itself can refuse`() {
        #expect(throws: ChatTemplateError.raised(message: "no 2")) {
            try rendered("{{ raise_exception('no ' ~ 2) }}")
        }
    }

    // MARK: Hostile templates end

    @Test(arguments: [
        // Steps: a thousand million turns
        "{% for a in range(100000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}",
        // Text: doubled seventy times
        "{% set n = namespace(s='ab') %}{% for i in range(70) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
        "{{ 'a' * 9223372036854775807 }}",
        "{{ [1] * 9223372036854775807 }}",
        "{{ range(1000000000) }}",
        "{% set n = namespace(l=[1]) %}{% for i in range(70) %}{% set n.l = n.l + n.l %}{% endfor %}",
        // A macro that calls itself
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        // Lists in lists
        "{% set n = namespace(l=[]) %}{% for i in range(5000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
        // Replacements that multiply
        "{% set a = 'a' * 100000 %}{{ a.replace('a', a) }}",
        "{{ ('a' * 100000) | replace('', 'b' * 100000) }}",
        // Output
        "{% set a = 'a' * 1000000 %}{% for i in range(1000) %}{{ a }}{% endfor %}",
    ])
    func `evaluation is bounded`(template: String) throws {
        let parsed = try ChatTemplate(template)
        let clock = ContinuousClock()
        var caught: ChatTemplateError?
        let time = clock.measure {
            do throws(ChatTemplateError) { _ = try parsed.render([:]) } catch { caught = error }
        }
        guard case .limit? = caught else {
            Issue.record("ended with \(String(describing: caught))")
            return
        }
        #expect(time < .seconds(60))
    }

    @Test(arguments: [
        String(repeating: "(", count: 100_000),
        String(repeating: "[", count: 100_000) + "]",
        "1" + String(repeating: " + 1", count: 100_000),
        "a" + String(repeating: ".b", count: 100_000),
        "a" + String(repeating: "|trim", count: 100_000),
        String(repeating: "not ", count: 100_000) + "a",
        String(repeating: "-", count: 100_000) + "1",
        "1" + String(repeating: " if 1 else 1", count: 100_000),
    ])
    func `deep expressions are refused on loading`(expression: String) {
        #expect(throws: ChatTemplateError.self) { try ChatTemplate("{{ x ~ \(expression) }}") }
    }

    @Test func `deep expressions that load are refused while rendering`() throws {
        // 400 links to the left of one another, each within the bounds of loading
        let template = try ChatTemplate("{{ 1" + String(repeating: " + 1", count: 400) + " }}")
        let error = #expect(throws: ChatTemplateError.self) { try template.render([:]) }
        #expect(error?.description.contains("nested deeper than 300") == true)
        let honest = "{{ 1" + String(repeating: " + 1", count: 200) + " }}"
        #expect(try rendered(honest) == "201")
    }

    @Test func `deep statements are refused on loading`() {
        #expect(throws: ChatTemplateError.self) {
            try ChatTemplate(String(repeating: "{% if a %}", count: 100_000))
        }
    }

    @Test func `a namespace that holds itself can be printed and let go`() throws {
        #expect(try rendered("{% set n = namespace() %}{% set n.n = n %}{{ n }}{{ [n] }}") == "<Namespace>[<Namespace>]")
    }

    @Test func `a macro used after its block is an error, not a crash`() {
        let template = """
            {% set n = namespace() %}{% for i in [1] %}{% macro m() %}x{% endmacro %}{% set n.m = m %}{% endfor %}\
            {% set m = n.m %}{{ m() }}
            """
        #expect(message(template) == "chat template, line 1: the macro 'm' is used outside its block")
    }

    @Test func `the present time is given`() throws {
        let noon = try Date("2024-07-26T12:00:00Z", strategy: .iso8601)
        let text = try ChatTemplate("{{ strftime_now('%Y-%m') }}").render([:], now: noon)
        #expect(text == "2024-07")
    }

    @Test func `equal by canonical equivalence is not equal by code point`() throws {
        #expect(try rendered("{{ a == b }}{{ a in [b] }}", ["a": "e\u{301}", "b": "\u{E9}"]) == "FalseFalse")
    }
}
