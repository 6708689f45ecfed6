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
            throw RecipeError([.init(place: parent.place, path: "extends", message: "expected the path of a recipe, found \(parent.found)")])
        }
        let parentURL = URL(filePath: relative, relativeTo: url.deletingLastPathComponent().absoluteURL)
        guard FileManager.default.fileExists(atPath: parentURL.path) else {
            throw RecipeError([.init(
                place: parent.place, path: "extends",
                message: "there is no file \(relative) beside \(url.lastPathComponent); the path is relative to it")])
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
            throw RecipeError([.init(place: place, path: "", message: "\(data.count) bytes are no recipe; at most \(largestFile)")])
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
            throw RecipeError([.init(
                place: place, path: "", message: "expected keys such as method:, found \(node?.found ?? "nothing")")])
        }
        return node
    }

    private static func compose(_ text: String, place: String) throws(RecipeError) -> RecipeNode? {
        do {
            return try Yams.compose(yaml: text).map { RecipeNode($0) { "\(place):\($0)" } }
        } catch {
            // Yams says line, column and what was expected, over several lines.
            let reason = "\(error)".split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            throw RecipeError([.init(place: place, path: "", message: "not valid YAML: \(reason.joined(separator: " "))")])
        }
    }

    /// `a.b=c` as a recipe that says only that; `c` is read as YAML.
    static func override(_ text: String) throws(RecipeError) -> RecipeNode {
        let place = "--set \(text)"
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, keys.allSatisfy({ !$0.isEmpty }), keys.first != "extends" else {
            throw RecipeError([.init(place: place, path: "", message: "expected key=value, such as optimizer.learning_rate=1e-4")])
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
