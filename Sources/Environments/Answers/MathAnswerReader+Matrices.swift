/// Matrices, and sums and products of them.
extension MathAnswerReader {
    mutating func matrix(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        if let result = arithmetic(tokens, depth: depth) { return .matrix(result) }
        guard tokens.first == .command("begin"), tokens.count > 8, tokens.filter({ $0 == .command("begin") }).count == 1 else { return nil }
        guard let name = Self.environment(tokens), ["pmatrix", "bmatrix", "matrix", "vmatrix", "Bmatrix", "array", "smallmatrix"].contains(name.name),
            let end = tokens.lastIndex(of: .command("end"))
        else { return nil }
        var rows: [[MathAnswer]] = []
        for row in tokens[name.end..<end].split(separator: .command("\\")) where !Self.trimmed(row).isEmpty {
            var cells: [MathAnswer] = []
            for cell in row.split(separator: .symbol("&"), omittingEmptySubsequences: false) {
                guard let read = answer(cell, depth: depth + 1) else { return nil }
                cells.append(read)
            }
            rows.append(cells)
        }
        return rows.isEmpty ? nil : .matrix(rows)
    }

    /// The name behind `\begin`, and where its content starts.
    private static func environment(_ tokens: ArraySlice<MathToken>) -> (name: String, end: Int)? {
        var index = tokens.startIndex + 1
        guard index + 2 < tokens.endIndex, tokens[index] == .symbol("{"), case .letters(let name) = tokens[index + 1],
            tokens[index + 2] == .symbol("}")
        else { return nil }
        index += 3
        if name == "array", index < tokens.endIndex, tokens[index] == .symbol("{"), let close = tokens[index...].firstIndex(of: .symbol("}")) {
            index = close + 1
        }
        return (name, index)
    }

    private typealias Cells = [[MathAnswer]]

    /// `2A + BC` where A, B and C are written out.
    private mutating func arithmetic(_ tokens: ArraySlice<MathToken>, depth: Int) -> [[MathAnswer]]? {
        guard depth < 8, tokens.contains(.command("begin")), tokens.first != .command("begin") || tokens.count(where: { $0 == .command("begin") }) > 1 else { return nil }
        var total: Cells?
        for (isNegative, term) in Self.terms(tokens) {
            guard var product = product(term, depth: depth + 1) else { return nil }
            if isNegative { product = Self.scaled(product, .number(Rational(-1))) }
            guard let sum = total else {
                total = product
                continue
            }
            guard let added = Self.combined(sum, product, { .sum([$0, $1]) }) else { return nil }
            total = added
        }
        return total
    }

    /// Parts between signs at the top level.
    private static func terms(_ tokens: ArraySlice<MathToken>) -> [(isNegative: Bool, tokens: ArraySlice<MathToken>)] {
        var terms: [(Bool, ArraySlice<MathToken>)] = []
        var start = tokens.startIndex
        var isNegative = false
        var level = 0
        for index in tokens.indices {
            level += brackets(tokens[index])
            guard level == 0, tokens[index] == .symbol("+") || tokens[index] == .symbol("-") else { continue }
            if !trimmed(tokens[start..<index]).isEmpty { terms.append((isNegative, tokens[start..<index])) }
            isNegative = tokens[index] == .symbol("-")
            start = index + 1
        }
        terms.append((isNegative, tokens[start...]))
        return terms
    }

    /// Matrices side by side, numbers among them.
    private mutating func product(_ tokens: ArraySlice<MathToken>, depth: Int) -> Cells? {
        var result: Cells?
        var scale: [MathExpression] = []
        var rest = Self.trimmed(tokens)
        while !rest.isEmpty {
            let isMatrix = rest.first == .command("begin")
            let end = isMatrix ? Self.endOfMatrix(rest) : rest.firstIndex(of: .command("begin")) ?? rest.endIndex
            guard let end else { return nil }
            var factor = Self.trimmed(rest[..<end])
            rest = Self.trimmed(rest[end...])
            if isMatrix {
                guard case .matrix(let cells)? = matrix(factor, depth: depth + 1) else { return nil }
                if let left = result {
                    guard let multiplied = Self.multiplied(left, cells) else { return nil }
                    result = multiplied
                } else {
                    result = cells
                }
                continue
            }
            let signs: [MathToken] = [.command("cdot"), .command("times"), .symbol("*")]
            while let first = factor.first, signs.contains(first) { factor = Self.trimmed(factor.dropFirst()) }
            while let last = factor.last, signs.contains(last) { factor = Self.trimmed(factor.dropLast()) }
            guard !factor.isEmpty else { continue }
            guard let number = MathParser.expression(factor) else { return nil }
            scale.append(number)
        }
        return result.map { scale.isEmpty ? $0 : Self.scaled($0, .product(scale)) }
    }

    /// Past the `\end{…}` of the matrix that begins the tokens.
    private static func endOfMatrix(_ tokens: ArraySlice<MathToken>) -> Int? {
        guard let end = tokens.firstIndex(of: .command("end")), end + 4 <= tokens.endIndex, tokens[end + 1] == .symbol("{"),
            tokens[end + 3] == .symbol("}")
        else { return nil }
        return end + 4
    }

    private static func scaled(_ cells: Cells, _ scale: MathExpression) -> Cells {
        cells.map { $0.map { cell in cell.formula.map { .formula(.product([scale, $0]), .plain) } ?? cell } }
    }

    private static func combined(_ a: Cells, _ b: Cells, _ operation: (MathExpression, MathExpression) -> MathExpression) -> Cells? {
        guard a.map(\.count) == b.map(\.count) else { return nil }
        return zip(a, b).map { zip($0, $1).map { x, y in
            guard let x = x.formula, let y = y.formula else { return .text("?") }
            return .formula(operation(x, y), .plain)
        } }
    }

    private static func multiplied(_ a: Cells, _ b: Cells) -> Cells? {
        let rows = a.compactMap { row in row.compactMap(\.formula) }
        let columns = b.compactMap { row in row.compactMap(\.formula) }
        guard let width = columns.first?.count, width * a.count <= 100, rows.map(\.count) == a.map(\.count), columns.allSatisfy({ $0.count == width }),
            rows.allSatisfy({ $0.count == columns.count })
        else { return nil }
        return rows.map { row in
            (0..<width).map { column in .formula(.sum(row.indices.map { .product([row[$0], columns[$0][column]]) }), .plain) }
        }
    }
}

extension MathAnswer {
    fileprivate var formula: MathExpression? { if case .formula(let expression, _) = self { expression } else { nil } }
}
