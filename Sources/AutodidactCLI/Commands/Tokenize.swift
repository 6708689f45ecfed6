import ArgumentParser
import Foundation
import Tokenizers

struct Tokenize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Text to token ids, a JSON object a line in and out.",
        discussion: """
            Reads {"text": …} and writes {"ids": […]}. With --chat, reads {"messages": […]} (with add_generation_prompt,
            continue_final_message, tools and variables as in transformers, where wanted) and writes {"text": …, "ids": […]}.

            Example:
              echo '{"text": "2 + 2 ="}' | autodidact tokenize --model models/seed
            """)

    @Option(help: "A model folder, or one with only tokenizer files.")
    var model: String
    @Flag(help: "Render conversations through the chat template.")
    var chat = false
    @Flag(name: .customLong("special-tokens"), help: "Add the tokens that the model expects around a text.")
    var specialTokens = false

    private struct Line: Decodable { let text: String }
    private struct Ids: Encodable { let ids: [Int32] }
    private struct Rendered: Encodable { let text: String; let ids: [Int32] }

    func run() async throws {
        let tokenizer = try Tokenizer(directory: URL(fileURLWithPath: model, isDirectory: true))
        let decoder = JSONDecoder()
        var number = 0
        while let line = readLine() {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            if chat {
                let request = try ChatRequest(parsing: Data(line.utf8), place: "line \(number)")
                let text = try request.render(tokenizer)
                try Console.json(Rendered(text: text, ids: tokenizer.encode(text)), pretty: false)
            } else {
                let text: String
                do {
                    text = try decoder.decode(Line.self, from: Data(line.utf8)).text
                } catch {
                    throw ValidationError("line \(number) is not an object with a 'text': \(line.prefix(80))")
                }
                try Console.json(Ids(ids: tokenizer.encode(text, addSpecialTokens: specialTokens)), pretty: false)
            }
        }
    }
}
