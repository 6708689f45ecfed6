internal import Foundation
internal import Yams

/// The text of recipes: files with what they extend, and changes from the command line.
enum RecipeSource {
    /// Files and what they extend are read up to this size, in bytes.
    static let largestFile = 1 << 20

    /// The file at `url` over the one it extends, and so on.
    static func load(_ url: URL) throws(RecipeError) -> RecipeNode {
        try load(url, chain: [])
    }

    private static func load(_ url: URL, chain: [URL]) throws(RecipeError) -> RecipeNode {
        let place = url.relativePath
        let identity = url.standardizedFileURL.resolvingSymlinksInPath()
        guard !chain.contains(identity) else {
            let circle = (chain + [identity]).map(\.lastPathComponent).joined(separator: " extends ")
            throw RecipeError([.init(place: place, path: "extends", message: "goes in a circle: \(circle)")])
        }
        let node = try parse(text(at: url, place: place), place: place)
        guard let parent = node["extends"], !parent.isNull else { return node }
        guard let relative = String.read(parent) else {
            throw RecipeError([
                .init(
                    place: parent.place, path: "extends",
                    message: "expected the path of a recipe, found \(parent.found)")
            ])
        }
        let parentURL = URL(filePath: relative, relativeTo: url.deletingLastPathComponent().absoluteURL)
        guard FileManager.default.fileExists(atPath: parentURL.path) else {
            throw RecipeError([
                .init(
                    place: parent.place, path: "extends",
                    message: "there is no file \(relative) beside \(url.lastPathComponent); the path is relative to it")
            ])
        }
        let base = try load(URL(filePath: parentURL.path), chain: chain + [identity])
        return base.merged(with: node)
    }

    private static func text(at url: URL, place: String) throws(RecipeError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw RecipeError([.init(place: place, path: "", message: "cannot be read: \(error.localizedDescription)")])
        }
        guard data.count <= largestFile else {
            throw RecipeError([
                .init(place: place, path: "", message: "\(data.count) bytes are no recipe; at most \(largestFile)")
            ])
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw RecipeError([.init(place: place, path: "", message: "is not UTF-8 text")])
        }
        return text
    }

    /// One YAML document whose top is a section.
    static func parse(_ text: String, place: String) throws(RecipeError) -> RecipeNode {
        let node = try compose(text, place: place)
        guard let node, node.entries != nil else {
            throw RecipeError([
                .init(
                    place: place, path: "", message: "expected keys such as method:, found \(node?.found ?? "nothing")")
            ])
        }
        return node
    }

    /// Aliases can make a short text unfold into billions of values.
    private static let mostValues = 10_000
    /// The parser recurses, so it is not given what it could not return from.
    private static let deepestNesting = 100

    private static func compose(_ text: String, place: String) throws(RecipeError) -> RecipeNode? {
        guard bracketDepth(text) <= deepestNesting else {
            throw RecipeError([
                .init(place: place, path: "", message: "nested more than \(deepestNesting) deep; a recipe nests three")
            ])
        }
        do {
            guard let node = try Yams.compose(yaml: text) else { return nil }
            var budget = mostValues
            guard fits(node, &budget) else {
                throw RecipeError([
                    .init(
                        place: place, path: "", message: "more than \(mostValues) values; a recipe has a few dozen")
                ])
            }
            return RecipeNode(node) { "\(place):\($0)" }
        } catch let error as RecipeError {
            throw error
        } catch {
            // Yams says line, column and what was expected, over several lines.
            let reason = "\(error)".split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            throw RecipeError([
                .init(place: place, path: "", message: "not valid YAML: \(reason.joined(separator: " "))")
            ])
        }
    }

    /// The deepest nesting of brackets and braces; those in texts and comments count too, which errs on
    /// the safe side. Indentation and dashes nest one level for every column at most.
    private static func bracketDepth(_ text: String) -> Int {
        var (depth, deepest, dashes) = (0, 0, 0)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case UInt8(ascii: " ") where previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?"): dashes += 1
            case UInt8(ascii: "\n"): dashes = 0
            default: break
            }
            deepest = max(deepest, depth + dashes)
        }
        return deepest
    }

    private static func fits(_ node: Yams.Node, _ budget: inout Int) -> Bool {
        budget -= 1
        guard budget >= 0 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let sequence):
            for item in sequence where !fits(item, &budget) { return false }
            return true
        case .mapping(let mapping):
            for (_, value) in mapping where !fits(value, &budget) { return false }
            return true
        }
    }

    /// `a.b=c` as a recipe that says only that; `c` is read as YAML.
    static func override(_ text: String) throws(RecipeError) -> RecipeNode {
        let place = "--set \(text)"
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, keys.allSatisfy({ !$0.isEmpty }), keys.first != "extends" else {
            throw RecipeError([
                .init(place: place, path: "", message: "expected key=value, such as optimizer.learning_rate=1e-4")
            ])
        }
        let value = try compose(String(parts[1]), place: place) ?? RecipeNode(.scalar("", isPlain: true), place: place)
        return keys.reversed().reduce(relocated(value, place)) { node, key in
            RecipeNode(.mapping([.init(key: key, place: place, value: node)]), place: place)
        }
    }

    /// A line number says nothing in one line.
    private static func relocated(_ node: RecipeNode, _ place: String) -> RecipeNode {
        var node = node
        node.place = place
        switch node.content {
        case .scalar: break
        case .sequence(let nodes): node.content = .sequence(nodes.map { relocated($0, place) })
        case .mapping(let entries):
            node.content = .mapping(entries.map { .init(key: $0.key, place: place, value: relocated($0.value, place)) })
        }
        return node
    }
}
