/// Whether two answers say the same. Numbers are compared exactly where both are exact, and otherwise as formulas are: at
/// fixed points, chosen from the names, in double precision.
public struct MathComparison: Sendable {
    /// How far numbers may lie apart where one of them is written as a decimal; the rest is compared within 10⁻⁹.
    public var decimalTolerance = 1e-6
    /// Whether `1, 2` is also `2, 1`. OlympiadBench and Math-Verify say so; MATH's own graders do not.
    public var ignoresOrder = false
    /// Whether `2/4` may stand for `1/2`. PRM800K's grader says no where the label is reduced.
    public var acceptsUnreduced = false

    public init() {}

    public struct Finding: Sendable, Hashable {
        public var isEqual: Bool
        /// By which rule, for the evidence.
        public var rule: String
    }

    /// - Parameters:
    ///   - answer: the model's.
    ///   - label: what it is held against; only it may be read in more than one way.
    public func compare(_ answer: String, with label: String) -> Finding {
        guard !label.trimmingSpaces.isEmpty else { return Finding(isEqual: false, rule: "the label is empty") }
        if Self.sameWords(answer, label) { return Finding(isEqual: true, rule: "same text") }
        guard let found = MathAnswerReader.read(answer) else { return Finding(isEqual: false, rule: "the answer cannot be read") }
        guard let wanted = MathAnswerReader.read(label) else { return Finding(isEqual: false, rule: "the label cannot be read") }
        if let finding = equal(found, wanted) { return finding }
        // 1000,99 where the label has a point.
        if let comma = Self.decimalComma(answer) ?? nil, case .formula(_, .decimal) = wanted, let read = MathAnswerReader.read(comma),
            equal(read, wanted) != nil
        {
            return Finding(isEqual: true, rule: "with a decimal comma")
        }
        if let comma = Self.decimalComma(label) ?? nil, case .formula(_, .decimal) = found, let read = MathAnswerReader.read(comma),
            equal(found, read) != nil
        {
            return Finding(isEqual: true, rule: "with a decimal comma")
        }
        return Finding(isEqual: false, rule: "not the same value")
    }

    /// The rule by which they are equal; `nil` where they are not.
    private func equal(_ found: MathAnswer, _ wanted: MathAnswer) -> Finding? {
        if same(found, wanted) { return Finding(isEqual: true, rule: rule(found, wanted)) }
        // k = 1 and 1 say the same, whichever of the two has the name.
        let (a, b) = (found.withoutName, wanted.withoutName)
        if a != found || b != wanted, same(a, b) { return Finding(isEqual: true, rule: "without names, " + rule(a, b)) }
        // A range as a relation in the label, as an interval in the answer; and several of them.
        if let range = Self.range(wanted), same(found, range) { return Finding(isEqual: true, rule: "the range as an interval") }
        return nil
    }

    private func rule(_ found: MathAnswer, _ wanted: MathAnswer) -> String {
        switch (found, wanted) {
        case (.formula(let a, _), .formula(let b, _)):
            a.exact != nil && b.exact != nil ? "exact" : a.variables.isEmpty ? "numeric" : "at points"
        case (.text, _): "text"
        case (.matrix, _): "matrix"
        case (.interval, _), (.union, _): "interval"
        case (.set, _): "set"
        case (.tuple, _), (.list, _): "in order"
        case (.relation, _): "relation"
        case (.percent, _), (_, .percent): "percent"
        default: "structure"
        }
    }

    private func same(_ found: MathAnswer, _ wanted: MathAnswer) -> Bool {
        switch (found, wanted) {
        case (.formula(let a, let written), .formula(let b, let label)):
            if written == .unreducedFraction, label == .plain, !acceptsUnreduced, case .quotient = b.withoutSign, a.exact != nil { return false }
            return sameValue(a, b, isDecimal: written == .decimal || label == .decimal)
        case (.percent(let a), .percent(let b)): return sameValue(a, b, isDecimal: true)
        case (.percent(let a), .formula(let b, _)), (.formula(let b, _), .percent(let a)):
            return sameValue(a, b, isDecimal: true) || sameValue(.quotient(a, .number(Rational(100))), b, isDecimal: true)
        case (.text(let a), .text(let b)): return Self.words(a) == Self.words(b) && !Self.words(a).isEmpty
        case (.tuple(let a), .tuple(let b)): return sameInOrder(a, b)
        case (.list(let a), .list(let b)): return sameInOrder(a, b) || ignoresOrder && sameInAnyOrder(a, b)
        case (.set(let a), .set(let b)), (.set(let a), .list(let b)), (.list(let a), .set(let b)): return sameInAnyOrder(a, b)
        case (.interval(let a), .interval(let b)): return sameInterval(a, b)
        case (.interval(let a), .tuple(let b)):
            return !a.includesLower && !a.includesUpper && b.count == 2 && same(.formula(a.lower, .plain), b[0]) && same(.formula(a.upper, .plain), b[1])
        case (.tuple, .interval): return same(wanted, found)
        case (.interval(let a), .list(let b)) where a.includesLower && a.includesUpper: return false && b.isEmpty
        case (.union(let a), .union(let b)): return sameInAnyOrder(a, b)
        case (.matrix(let a), .matrix(let b)): return a.count == b.count && zip(a, b).allSatisfy { sameInOrder($0, $1) }
        case (.matrix(let rows), .tuple(let items)), (.tuple(let items), .matrix(let rows)):
            return rows.allSatisfy { $0.count == 1 } && sameInOrder(rows.map { $0[0] }, items)
        case (.ratio(let a), .ratio(let b)): return a.count == b.count && sameRatio(a, b)
        case (.text("ℝ"), .interval(let all)), (.interval(let all), .text("ℝ")): return all.lower.isInfinite && all.upper.isInfinite
        case (.ratio(let a), .formula(let b, _)), (.formula(let b, _), .ratio(let a)):
            return a.count == 2 && sameValue(.quotient(a[0], a[1]), b, isDecimal: false)
        case (.relation(let a, let first), .relation(let b, let second)): return sameRelation(a, first, b, second)
        case (.set(let a), _) where a.count == 1: return same(a[0], wanted)
        case (_, .set(let b)) where b.count == 1: return same(found, b[0])
        default: return false
        }
    }

    // MARK: Numbers and formulas

    func sameValue(_ a: MathExpression, _ b: MathExpression, isDecimal: Bool) -> Bool {
        if a == b { return true }
        if let first = a.exact, let second = b.exact {
            if first == second { return true }
            return isDecimal && abs(first.double - second.double) <= decimalTolerance * (1 + 1e-9)
        }
        if a.isInfinite || b.isInfinite { return false }
        let names = a.variables.union(b.variables)
        let absolute = isDecimal ? decimalTolerance : 1e-12
        if names.isEmpty {
            let (first, second) = (a.value(at: { _ in .undefined }), b.value(at: { _ in .undefined }))
            return first.isFinite && second.isFinite && first.isClose(to: second, absolute: absolute, relative: 1e-9)
        }
        return agree(a, b, names, absolute: absolute)
    }

    /// At eight points on both sides of 0. Where both are real they must agree; where either leaves the real line or is
    /// undefined the point says nothing, and three must say something.
    private func agree(_ a: MathExpression, _ b: MathExpression, _ names: Set<String>, absolute: Double) -> Bool {
        var said = 0
        for trial in 0..<8 {
            let point: (String) -> Complex = { Complex(Self.coordinate($0, trial)) }
            let (first, second) = (a.value(at: point), b.value(at: point))
            guard first.isFinite, second.isFinite else { continue }
            if first.isReal != second.isReal { if trial < 4 { return false } else { continue } }
            guard first.isClose(to: second, absolute: absolute, relative: 1e-8) else { return false }
            said += 1
        }
        return said >= 3
    }

    /// A fixed number for a name: four times positive, four times of either sign; never near 0 or a whole number.
    private static func coordinate(_ name: String, _ trial: Int) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 &+ UInt64(trial) &* 0x9E37_79B9_7F4A_7C15
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 31)) &* 0xBF58_476D_1CE4_E5B9
        hash ^= hash >> 29
        let size = 0.37 + 2.3 * Double(hash >> 40) / Double(1 << 24)
        return trial >= 4 && hash & 1 == 1 ? -size : size
    }

    private func sameRatio(_ a: [MathExpression], _ b: [MathExpression]) -> Bool {
        if zip(a, b).allSatisfy({ sameValue($0, $1, isDecimal: false) }) { return true }
        // 0 : 0 is proportional to everything.
        guard !(a + b).contains(where: { $0.exact == Rational(0) }) else { return false }
        return zip(a.dropFirst(), b.dropFirst()).allSatisfy { sameValue(.product([$0, b[0]]), .product([$1, a[0]]), isDecimal: false) }
    }

    // MARK: Structures

    private func sameInOrder(_ a: [MathAnswer], _ b: [MathAnswer]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { same($0.withoutName, $1.withoutName) || same($0, $1) }
    }

    private func sameInAnyOrder(_ a: [MathAnswer], _ b: [MathAnswer]) -> Bool {
        guard a.count == b.count, a.count <= 200 else { return false }
        var left = b
        for one in a {
            guard let index = left.firstIndex(where: { same(one.withoutName, $0.withoutName) || same(one, $0) }) else { return false }
            left.remove(at: index)
        }
        return true
    }

    private func sameInterval(_ a: MathAnswer.Interval, _ b: MathAnswer.Interval) -> Bool {
        (a.includesLower == b.includesLower || a.lower.isInfinite) && (a.includesUpper == b.includesUpper || a.upper.isInfinite)
            && sameValue(a.lower, b.lower, isDecimal: false) && sameValue(a.upper, b.upper, isDecimal: false)
    }

    private func sameRelation(
        _ a: [MathAnswer], _ first: [MathAnswer.Relation], _ b: [MathAnswer], _ second: [MathAnswer.Relation]
    ) -> Bool {
        if first == second, zip(a, b).allSatisfy({ same($0, $1) }) { return true }
        if first == second.reversed().map(\.turned), a.count == b.count, zip(a, b.reversed()).allSatisfy({ same($0, $1) }) { return true }
        // Relations that differ by a factor, on one side or the other; a negative one turns an inequality round.
        guard first.count == 1, second.count == 1, let left = Self.difference(a), let right = Self.difference(b),
            let factor = proportion(left, right)
        else { return false }
        if first[0] == .equal || first[0] == .notEqual { return first == second }
        guard factor.isReal else { return false }
        return factor.real > 0 ? first == second : first[0].turned == second[0]
    }

    private static func difference(_ sides: [MathAnswer]) -> MathExpression? {
        guard sides.count == 2, case .formula(let a, _) = sides[0], case .formula(let b, _) = sides[1] else { return nil }
        return .sum([a, .negative(b)])
    }

    /// The number that is the quotient of the two everywhere, where there is one.
    private func proportion(_ a: MathExpression, _ b: MathExpression) -> Complex? {
        let names = a.variables.union(b.variables)
        guard !names.isEmpty, a.variables == b.variables else { return nil }
        var factor: Complex?
        var said = 0
        for trial in 0..<8 {
            let point: (String) -> Complex = { Complex(Self.coordinate($0, trial)) }
            let (first, second) = (a.value(at: point), b.value(at: point))
            guard first.isFinite, second.isFinite, second.magnitude > 1e-9, first.magnitude > 1e-9 else { continue }
            let quotient = first / second
            if let factor, !quotient.isClose(to: factor, absolute: 0, relative: 1e-8) { return nil }
            factor = quotient
            said += 1
        }
        return said >= 3 ? factor : nil
    }

    /// A relation as an interval, several as their union.
    private static func range(_ answer: MathAnswer) -> MathAnswer? {
        switch answer {
        case .relation(let sides, let relations): return interval(sides, relations)
        case .set(let parts) where parts.count > 1:
            let ranges = parts.compactMap { part in if case .relation = part { range(part) } else { nil } }
            return ranges.count == parts.count ? .union(ranges) : nil
        default: return nil
        }
    }

    /// `a < x ≤ b` and `x > a` as intervals.
    private static func interval(_ sides: [MathAnswer], _ relations: [MathAnswer.Relation]) -> MathAnswer? {
        var bounds: [MathExpression] = []
        for side in sides {
            guard case .formula(let expression, _) = side else { return nil }
            bounds.append(expression)
        }
        if bounds.count == 3 {
            let rising = relations.allSatisfy { $0 == .less || $0 == .lessOrEqual }
            guard rising || relations.allSatisfy({ $0 == .greater || $0 == .greaterOrEqual }) else { return nil }
            let (low, high) = rising ? (0, 1) : (1, 0)
            return .interval(
                .init(
                    lower: bounds[rising ? 0 : 2], upper: bounds[rising ? 2 : 0],
                    includesLower: relations[low] == .lessOrEqual || relations[low] == .greaterOrEqual,
                    includesUpper: relations[high] == .lessOrEqual || relations[high] == .greaterOrEqual))
        }
        guard bounds.count == 2, bounds[0].isName else { return nil }
        let infinity = MathExpression.constant(.infinity)
        switch relations[0] {
        case .less, .lessOrEqual:
            return .interval(.init(lower: .negative(infinity), upper: bounds[1], includesLower: false, includesUpper: relations[0] == .lessOrEqual))
        case .greater, .greaterOrEqual:
            return .interval(.init(lower: bounds[1], upper: infinity, includesLower: relations[0] == .greaterOrEqual, includesUpper: false))
        case .equal, .notEqual: return nil
        }
    }

    // MARK: Texts

    /// Whether both are the same words (a word has two letters at least), numbers among them, whatever LaTeX sets them in.
    private static func sameWords(_ a: String, _ b: String) -> Bool {
        let (first, second) = (plainWords(a), plainWords(b))
        return !second.isEmpty && first == second
    }

    private static func plainWords(_ text: String) -> String {
        guard text.utf8.count < 300 else { return "" }
        let shown = text.replacing("\\text", with: "").filter { !"${}".contains($0) }.lowercased()
        let words = shown.split(separator: " ")
        guard shown.allSatisfy({ $0.isLetter || $0.isASCIIDigit || $0 == " " }), words.contains(where: { $0.count { $0.isLetter } > 1 }) else { return "" }
        // Spaces between letters say nothing; between digits they do.
        return words.contains { $0.contains(where: \.isASCIIDigit) } ? words.joined(separator: " ") : words.joined()
    }

    private static func words(_ text: String) -> String {
        text.lowercased().filter { !$0.isWhitespace && $0 != "." && $0 != "$" && $0 != "\"" && $0 != "'" }
    }

    /// `12,5` with a point; `nil` where the text is not of that form.
    private static func decimalComma(_ text: String) -> String? {
        let parts = text.trimmingSpaces.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].drop(while: { $0 == "-" }).allSatisfy(\.isNumber), !parts[0].isEmpty, !parts[1].isEmpty,
            parts[1].allSatisfy(\.isNumber)
        else { return nil }
        return parts[0] + "." + parts[1]
    }
}

extension MathAnswer.Relation {
    /// The relation read from the right.
    var turned: MathAnswer.Relation {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

extension MathExpression {
    var withoutSign: MathExpression { if case .negative(let part) = self { part } else { self } }
}
