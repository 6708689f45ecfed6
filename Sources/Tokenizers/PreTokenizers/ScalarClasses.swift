/// What the split patterns ask of a character: `\p{L}`, `\p{N}`, `\p{M}`, `\s`.
///
/// One byte per scalar below U+40000; above, nothing is a letter, number or
/// space (marks of plane 14 apart, which are answered directly). By the
/// Unicode version of the Swift standard library.
struct ScalarClasses: Sendable {
    static let letter: UInt8 = 1
    static let number: UInt8 = 2
    static let space: UInt8 = 4
    static let mark: UInt8 = 8
    /// Upper and title case letters.
    static let upper: UInt8 = 16
    /// Lower case letters. Letters of neither case (modifiers, others) have neither bit.
    static let lower: UInt8 = 32

    static let limit = 0x40000

    static let shared = ScalarClasses()

    let table: [UInt8]

    private init() {
        table = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
            for value in 0..<Self.limit {
                buffer[value] = Unicode.Scalar(UInt32(value)).map(Self.classify) ?? 0
            }
            count = Self.limit
        }
    }

    private static func classify(_ scalar: Unicode.Scalar) -> UInt8 {
        let properties = scalar.properties
        let space = properties.isWhitespace ? Self.space : 0
        switch properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: return letter | upper | space
        case .lowercaseLetter: return letter | lower | space
        case .modifierLetter, .otherLetter: return letter | space
        case .decimalNumber, .letterNumber, .otherNumber: return number | space
        case .nonspacingMark, .spacingMark, .enclosingMark: return mark | space
        default: return space
        }
    }
}

/// Reads the characters of valid UTF-8 together with their classes.
struct ScalarReader {
    let text: UnsafePointer<UInt8>
    let classes: UnsafePointer<UInt8>

    /// The class of the character at `position` and where the next one starts.
    @inline(__always)
    func next(_ position: Int) -> (kind: UInt8, end: Int) {
        let lead = text[position]
        if lead < 0x80 { return (classes[Int(lead)], position &+ 1) }
        let second = Int(text[position &+ 1] & 0x3F)
        if lead < 0xE0 { return (classes[Int(lead & 0x1F) << 6 | second], position &+ 2) }
        let third = Int(text[position &+ 2] & 0x3F)
        if lead < 0xF0 {
            return (classes[Int(lead & 0x0F) << 12 | second << 6 | third], position &+ 3)
        }
        let scalar = Int(lead & 0x07) << 18 | second << 12 | third << 6 | Int(text[position &+ 3] & 0x3F)
        return (scalar < ScalarClasses.limit ? classes[scalar] : Self.highClass(scalar), position &+ 4)
    }

    /// The end of the run of characters that have any of `wanted`, from `position`.
    @inline(__always)
    func endOfRun(of wanted: UInt8, from position: Int, limit: Int) -> Int {
        var position = position
        while position < limit {
            let (kind, end) = next(position)
            if kind & wanted == 0 { return position }
            position = end
        }
        return position
    }

    /// The end of the run of characters that have none of `unwanted`.
    @inline(__always)
    func endOfRun(without unwanted: UInt8, from position: Int, limit: Int) -> Int {
        var position = position
        while position < limit {
            let (kind, end) = next(position)
            if kind & unwanted != 0 { return position }
            position = end
        }
        return position
    }

    /// Variation selectors are the only assigned characters above U+3FFFF that matter.
    private static func highClass(_ scalar: Int) -> UInt8 {
        (0xE0100...0xE01EF).contains(scalar) ? ScalarClasses.mark : 0
    }
}
