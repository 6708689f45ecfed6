/// A piece of a Jinja template.
struct JinjaToken: Equatable {
    enum Kind: Equatable {
        /// Text printed as it stands.
        case data(String)
        case blockBegin, blockEnd
        case printBegin, printEnd
        case name(String)
        case string(String)
        case integer(Int)
        case number(Double)
        /// An operator, bracket or separator.
        case symbol(String)
        case end

        /// For error texts.
        var shown: String {
            switch self {
            case .data: "text"
            case .blockBegin: "'{%'"
            case .blockEnd: "'%}'"
            case .printBegin: "'{{'"
            case .printEnd: "'}}'"
            case .name(let name): "'\(name)'"
            case .string(let string): "\"\(string)\""
            case .integer(let integer): "\(integer)"
            case .number(let number): "\(number)"
            case .symbol(let symbol): "'\(symbol)'"
            case .end: "the end of the template"
            }
        }
    }

    var kind: Kind
    /// From 1.
    var line: Int
}
