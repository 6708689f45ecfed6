import Testing

@testable import Environments

struct JSONValueTests {
    @Test(arguments: [
        ("1", "1"), ("1.0", "1.0"), ("-0.0", "-0.0"), ("1e2", "100.0"), ("1e-06", "1e-06"), ("1E+30", "1e+30"),
        ("0.1", "0.1"), ("-9223372036854775808", "-9223372036854775808"),
        ("99999999999999999999999", "99999999999999999999999"), ("-Infinity", "-1e999"), ("NaN", "nan"),
        ("null", "None"), ("[true, false]", "[True, False]"), ("{}", "{}"),
        (#"{"z": 1, "a": {"y": [], "b": null}}"#, #"{"z": 1, "a": {"y": [], "b": None}}"#),
        (#""a\"b\\c\/d\n\r\t\u0000\u007f""#, #""a\"b\\c/d\n\r\t\x00\x7f""#),
        (#""\ud83d\ude00é""#, "\"\u{1F600}é\""),
    ])
    func `Python literals lose nothing`(json: String, literal: String) throws {
        #expect(try JSONReader.read(json.utf8).pythonLiteral == literal)
    }

    @Test(arguments: [
        #"{"z":1,"a":[1.5,"x\n\"\\\u0001é",null,true,-99999999999999999999999]}"#, "[]", "{}", "-1.0", "NaN", "-Infinity",
    ])
    func `what is written is what was read`(json: String) throws {
        #expect(try JSONReader.read(json.utf8).json == json)
    }

    @Test(arguments: [
        ("", "the text ends early after 0 bytes"), ("[1", "a list is not closed after 2 bytes"),
        ("[1,]", "a value is missing after 3 bytes"), (#"{"a" 1}"#, "a colon is missing after 5 bytes"),
        (#"{"a": 1"#, "an object is not closed after 7 bytes"), ("{1: 2}", "a name is missing after 1 bytes"),
        ("01", "a number starts with 0 after 2 bytes"), ("1.", "a value is missing after 2 bytes"),
        ("1 2", "text follows the value after 2 bytes"), (#""a"#, "a text is not closed after 2 bytes"),
        ("\"a\nb\"", "a line break or control character in a text is not escaped after 3 bytes"),
        (#""\x""#, "no escape begins with x after 3 bytes"), (#""\ud83d""#, "half of a surrogate pair after 7 bytes"),
        (#""\u12""#, "four hexadecimal digits are missing after 3 bytes"),
    ])
    func `faults are named with their place`(json: String, text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONReader.read(json.utf8) }
        do { _ = try JSONReader.read(json.utf8) } catch { #expect(error.description == text) }
    }

    @Test func `not UTF-8, and too deep`() {
        #expect(throws: JSONSyntaxError(reason: "a text is not UTF-8", offset: 3)) {
            try JSONReader.read([0x22, 0xFF, 0x22])
        }
        #expect(throws: JSONSyntaxError(reason: "more than 256 levels", offset: 256)) {
            try JSONReader.read(String(repeating: "[", count: 100_000).utf8)
        }
    }

    @Test func `of two members with one name the last counts`() throws {
        let value = try JSONReader.read(#"{"a": 1, "b": 2, "a": 3}"#.utf8)
        #expect(value["a"] == .whole(3))
        #expect(value.json == #"{"a":3,"b":2}"#)
        #expect(try JSONReader.read("27.0".utf8).scalarText == "27")
    }
}
