/// Reads sections and gathers every problem on the way; a bad value leaves the default in place.
struct SectionReading {
    var problems: [RecipeProblem] = []

    mutating func report(_ place: String, _ path: String, _ message: String) {
        problems.append(RecipeProblem(place: place, path: path, message: message))
    }

    /// - Parameters:
    ///   - node: `nil` where the recipe leaves the section out; the defaults are checked all the same.
    ///   - also: keys that belong to the section but are read elsewhere.
    mutating func section<Section: RecipeSection>(
        _ type: Section.Type, _ node: RecipeNode?, _ path: String, also: [String] = [], place: String = "recipe"
    ) -> Section {
        var section = Section()
        var places: [String: String] = [:]
        if let node, !node.isNull {
            guard let entries = node.entries else {
                report(node.place, path, "expected a section with keys, found \(node.found)")
                return section
            }
            for entry in entries where !also.contains(entry.key) {
                places[entry.key] = entry.place
                let entryPath = path.isEmpty ? entry.key : path + "." + entry.key
                if let field = Section.fields.first(where: { $0.key == entry.key }) {
                    field.read(entry.value, &section, &self, entryPath)
                } else {
                    unknown(entry, entryPath, known: Section.fields.map(\.key) + also)
                }
            }
        }
        for fault in section.faults {
            let faultPath = path.isEmpty ? fault.key : path + "." + fault.key
            report(places[fault.key] ?? node?.place ?? place, faultPath, fault.message)
        }
        return section
    }

    mutating func unknown(_ entry: RecipeNode.Entry, _ path: String, known: [String]) {
        let hint =
            NearestKey.nearest(to: entry.key, among: known)
            .map { "did you mean \($0)?" } ?? "known here: \(known.joined(separator: ", "))"
        report(entry.place, path, "unknown key; \(hint)")
    }

    mutating func value<Value: RecipeValue>(_ type: Value.Type, _ node: RecipeNode, _ path: String) -> Value? {
        if let value = Value.read(node) { return value }
        report(node.place, path, "expected \(Value.expected), found \(node.found)")
        return nil
    }

    mutating func check<Value>(_ value: Value, _ checks: [RecipeCheck<Value>], _ node: RecipeNode, _ path: String) {
        for check in checks {
            if let fault = check.fault(value) { report(node.place, path, fault) }
        }
    }
}
