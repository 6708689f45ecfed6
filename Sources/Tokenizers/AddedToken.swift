/// A token found in text as it stands, before any merge: `<|im_end|>` and the like.
public struct AddedToken: Sendable, Equatable {
    public var id: Int32
    public var content: String
    /// Left out by `decode(_:skipSpecialTokens:)`.
    public var isSpecial: Bool
    /// Takes the white space before it along.
    public var stripsLeft: Bool
    /// Takes the white space after it along.
    public var stripsRight: Bool
    /// Looked for after normalization, with its own text normalized as well.
    public var isNormalized: Bool
    /// Found only where no word character stands next to it.
    public var isSingleWord: Bool

    public init(
        id: Int32, content: String, isSpecial: Bool = true, stripsLeft: Bool = false,
        stripsRight: Bool = false, isNormalized: Bool = false, isSingleWord: Bool = false
    ) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
        self.stripsLeft = stripsLeft
        self.stripsRight = stripsRight
        self.isNormalized = isNormalized
        self.isSingleWord = isSingleWord
    }
}

extension AddedToken {
    /// Reads an entry of `added_tokens`. A missing `normalized` is the opposite of
    /// `special`, as in the reference.
    init(_ field: JSONField, id: Int32) throws(TokenizerError) {
        let isSpecial = try field.bool("special", default: false)
        self.init(
            id: id,
            content: try field.required("content", expected: "the text of the token").string(),
            isSpecial: isSpecial,
            stripsLeft: try field.bool("lstrip", default: false),
            stripsRight: try field.bool("rstrip", default: false),
            isNormalized: try field.bool("normalized", default: !isSpecial),
            isSingleWord: try field.bool("single_word", default: false))
    }
}
