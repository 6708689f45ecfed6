/// A Python value that can be written as a literal.
public indirect enum PythonLiteral: Sendable, Hashable {
    case none
    case bool(Bool)
    /// Decimal digits without leading zeros, `-` before negative ones; any size.
    case integer(String)
    case float(Double)
    case complex(Double, Double)
    case string(String)
    case bytes([UInt8])
    case list([PythonLiteral])
    case tuple([PythonLiteral])
    case set([PythonLiteral])
    case frozenset([PythonLiteral])
    /// In the order written; a key that comes twice has its last value.
    case dictionary([Entry])

    public struct Entry: Sendable, Hashable {
        public var key: PythonLiteral
        public var value: PythonLiteral
    }
}

/// How two values are compared.
public enum PythonEquality: String, Sendable, Codable {
    /// Python's own `==`: `1 == 1.0 == True`, sets and dictionaries without order. `nan` equals nothing.
    case python
    /// The type counts as well: `1`, `1.0` and `True` are three values, and `nan` is `nan`.
    case typed
}

extension PythonLiteral {
    /// Whether two values are equal.
    ///
    /// - Parameter tolerance: absolute, for floats anywhere within; besides it, 10⁻⁷ of the expected float's size where
    ///   it is not 0, as EvalPlus compares (`numpy.allclose`).
    public func equals(_ other: PythonLiteral, _ equality: PythonEquality = .python, tolerance: Double = 0) -> Bool {
        switch (self, other) {
        case (.none, .none): return true
        case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.equals($1, equality, tolerance: tolerance) }
        case (.set(let a), .set(let b)), (.frozenset(let a), .frozenset(let b)):
            return Self.sameElements(a, b, equality)
        case (.set(let a), .frozenset(let b)), (.frozenset(let a), .set(let b)):
            return equality == .python && Self.sameElements(a, b, equality)
        case (.dictionary(let a), .dictionary(let b)):
            return Self.sameEntries(a, b, equality, tolerance)
        default:
            return equalsAsNumber(other, equality, tolerance)
        }
    }

    private func equalsAsNumber(_ other: PythonLiteral, _ equality: PythonEquality, _ tolerance: Double) -> Bool {
        if equality == .typed, kind != other.kind { return false }
        if case .complex(let a, let b) = self, case .complex(let c, let d) = other { return a == c && b == d }
        if let a = digits, let b = other.digits { return a == b }
        guard let a = number, let b = other.number else { return false }
        if a == b { return exactly(a) == other.exactly(b) }
        if equality == .typed, a.isNaN, b.isNaN { return true }
        // An infinity is near nothing, though its own share of tolerance is infinite.
        guard tolerance > 0, a.isFinite, b.isFinite else { return false }
        return abs(a - b) <= tolerance + 1e-7 * abs(b)
    }

    /// An integer too large for a double is not equal to the double next to it.
    private func exactly(_ value: Double) -> Bool {
        guard let digits, digits.count > 15 else { return true }
        return Int(exactly: value).map { String($0) == digits } ?? false
    }

    private var kind: Int {
        switch self {
        case .none: 0
        case .bool: 1
        case .integer: 2
        case .float: 3
        case .complex: 4
        case .string: 5
        case .bytes: 6
        case .list: 7
        case .tuple: 8
        case .set: 9
        case .frozenset: 10
        case .dictionary: 11
        }
    }

    /// Of an integer or a truth value.
    private var digits: String? {
        switch self {
        case .bool(let value): value ? "1" : "0"
        case .integer(let digits): digits
        default: nil
        }
    }

    private var number: Double? {
        if case .float(let value) = self { return value }
        return digits.flatMap(Double.init)
    }

    private static func sameElements(_ a: [PythonLiteral], _ b: [PythonLiteral], _ equality: PythonEquality) -> Bool {
        let (a, b) = (distinct(a, equality), distinct(b, equality))
        guard a.count == b.count else { return false }
        // Elements written alike settle almost all; what is left is matched one by one, and is never much.
        let written = Set(b)
        let own = Set(a)
        let (left, unmatched) = (a.filter { !written.contains($0) }, b.filter { !own.contains($0) })
        guard left.count <= 2000 else { return false }
        return left.allSatisfy { one in unmatched.contains { one.equals($0, equality) } }
    }

    private static func distinct(_ items: [PythonLiteral], _ equality: PythonEquality) -> [PythonLiteral] {
        // Equal texts first, which settles almost all of them in linear time.
        var seen: Set<PythonLiteral> = []
        let unique = items.filter { seen.insert($0).inserted }
        guard unique.count <= 2000 else { return unique }
        return unique.reduce(into: []) { kept, item in
            if !kept.contains(where: { $0.equals(item, equality) }) { kept.append(item) }
        }
    }

    private static func sameEntries(_ a: [Entry], _ b: [Entry], _ equality: PythonEquality, _ tolerance: Double) -> Bool {
        let (a, b) = (lastOnes(a), lastOnes(b))
        guard a.count == b.count else { return false }
        return a.allSatisfy { key, value in
            if let found = b[key] { return value.equals(found, equality, tolerance: tolerance) }
            guard b.count <= 2000 else { return false }
            return b.contains { key.equals($0.key, equality) && value.equals($0.value, equality, tolerance: tolerance) }
        }
    }

    private static func lastOnes(_ entries: [Entry]) -> [PythonLiteral: PythonLiteral] {
        Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
    }
}
