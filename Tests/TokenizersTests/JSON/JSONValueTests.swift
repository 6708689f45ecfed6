import Foundation
import Testing

@testable import Tokenizers

struct JSONValueTests {
    @Test func `keeps the order of keys and tells composed from decomposed`() throws {
        let value = try JSONValue(parsing: #"{"z": 1, "a": [true, null, -2.5e1, "x"], "e\#u{301}": 2, "\#u{E9}": 3}"#)
        guard case .object(let object) = value else { return #expect(Bool(false)) }
        #expect(object.entries.count == 4)
        #expect(object.keys.first == "z")
        #expect(object["a"] == [true, nil, -25.0, "x"])
        #expect(object["e\u{301}"] == 2)
        #expect(object["\u{E9}"] == 3)
    }

    @Test func `reads escapes`() throws {
        #expect(try JSONValue(parsing: #""\"\\\/\b\f\n\r\té\ud83d\ude00""#) == .string("\"\\/\u{8}\u{c}\n\r\té😀"))
    }

    @Test(arguments: [
        ("", "line 1, column 1: the text ends where a value should be; is it cut off?"),
        ("[1,\n 2", "line 2, column 3: the text ends inside an object or array; is it cut off?"),
        ("{\"a\" 1}", "line 1, column 6: expected ':' after the key \"a\""),
        ("[1] 2", "line 1, column 5: text after the end of the document"),
        ("\"abc", "line 1, column 1: a string is not closed; is the text cut off?"),
        ("\"\\ud800\"", "line 1, column 4: half of a surrogate pair"),
        ("[tru]", "line 1, column 2: expected true"),
        ("-", "line 1, column 1: '-' is not a number"),
        ("{a: 1}", "line 1, column 2: expected a key in double quotes"),
    ])
    func `says where it is wrong`(text: String, expected: String) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.description == expected)
    }

    @Test func `refuses to nest without end`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: deep) }
    }

    @Test func `refuses bytes that are not UTF-8`() {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: Data([0x22, 0xFF, 0x22])) }
        #expect(error?.problem == "a string that is not UTF-8")
    }

    /// What Python's `json.dumps(…, ensure_ascii=False)` gives.
    @Test func `writes as Python does`() throws {
        let value = try JSONValue(parsing: #"{"b": [1, 2.5, null, true], "a": {"é\n\u0001": "<&>"}, "e": [], "o": {}}"#)
        #expect(value.serialized() == #"{"b": [1, 2.5, null, true], "a": {"é\n\u0001": "<&>"}, "e": [], "o": {}}"#)
        #expect(value.serialized(separators: (",", ":"), sortsKeys: true)
            == #"{"a":{"é\n\u0001":"<&>"},"b":[1,2.5,null,true],"e":[],"o":{}}"#)
        #expect(try JSONValue(parsing: #"{"a": [1, {"b": 2}], "c": []}"#).serialized(indent: 2)
            == "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": []\n}")
    }

    @Test func `goes through Codable`() throws {
        let value: JSONValue = ["a": [1, 2.5, nil, true, "x"], "b": ["c": 3]]
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
    }
}
