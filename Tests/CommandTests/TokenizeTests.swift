import Testing
import Torch

struct TokenizeTests {
    /// Bytes in the order of the byte alphabet: '!' (33) is 0, so '2' (50) is 17 and '+' (43) is 10; after the 188
    /// printable ones come the others, and a space, byte 32, is the 33rd of them: 220.
    @Test func `a line of JSON in, a line out`() async throws {
        let workshop = try await Workshop()
        let outcome = try workshop.run(
            ["tokenize", "--model", "model"], input: "{\"text\": \"2 + 2\"}\n\n{\"text\": \"<|endoftext|>!\"}\n{\"text\": \"\"}\n")
        #expect(outcome.code == 0)
        #expect(outcome.output == "{\"ids\":[17,220,10,220,17]}\n{\"ids\":[256,0]}\n{\"ids\":[]}\n")
    }

    @Test func `a line that is none is named by its number`() async throws {
        let workshop = try await Workshop()
        let outcome = try workshop.run(["tokenize", "--model", "model"], input: "{\"text\": \"2\"}\n{\"txt\": 1}\n")
        #expect(outcome.code == 64)
        #expect(outcome.output == "{\"ids\":[17]}\n")
        #expect(outcome.complaint.contains("line 2 is not an object with a 'text'"))
    }
}
