import Foundation
import Synchronization

/// Text to token ids and back, as the Hugging Face `tokenizer.json` of a model says.
///
/// ```swift
/// let tokenizer = try Tokenizer(directory: modelFolder)
/// let ids = tokenizer.encode("2 + 2 =")
/// let text = try tokenizer.decode(ids)
/// ```
///
/// Byte-pair encoding only, byte-level or with byte fallback. Whatever the file
/// asks for that we do not do is an error on loading. Safe to use from many tasks at once.
public final class Tokenizer: Sendable {
    let file: TokenizerFile
    let specialTokens: SpecialTokens
    /// By name; most folders have `default` only.
    let chatTemplates: [String: Result<ChatTemplate, ChatTemplateError>]
    let specialTokenIDs: Set<Int32>
    /// Added tokens that the normalizer changes; the reference decodes them as changed.
    let normalizedTexts: [Int32: [UInt8]]
    let decodedPieces: DecodedPieces?
    /// Looked for before normalization, and after it.
    private let plainMatcher: AddedTokenMatcher
    private let normalizedMatcher: AddedTokenMatcher
    /// Working room, word caches included, of calls that are over.
    private let idleStates = Mutex<[EncodingState]>([])

    /// Idle states kept; each is about 3 MB.
    private static let maximumIdleStates = 16

    /// The token that starts a text, where the model has one.
    public let bosTokenID: Int32?
    /// The token that ends a text or a turn.
    public let eosTokenID: Int32?
    /// The token that fills up short rows of a batch.
    public let padTokenID: Int32?
    /// Tokens found in text as they stand, in the order of the file.
    public var addedTokens: [AddedToken] { file.addedTokens }

    /// One more than the largest id, added tokens included. A model may have
    /// more rows than this (padded embeddings), never fewer.
    public var vocabularySize: Int { file.tokens.idLimit }

    init(
        file: TokenizerFile, specialTokens: SpecialTokens, chatTemplates: [String: Result<ChatTemplate, ChatTemplateError>]
    ) throws(TokenizerError) {
        self.file = file
        self.chatTemplates = chatTemplates
        self.specialTokens = specialTokens
        specialTokenIDs = Set(file.addedTokens.filter(\.isSpecial).map(\.id))
        let plain = file.addedTokens.filter { !$0.isNormalized }
        plainMatcher = AddedTokenMatcher(plain, contents: plain.map { Array($0.content.utf8) })
        let normalized = file.addedTokens.filter(\.isNormalized)
        let contents = normalized.map { token in
            file.normalizers.reduce(Array(token.content.utf8)) { $1.normalize($0) }
        }
        normalizedMatcher = AddedTokenMatcher(normalized, contents: contents)
        let changed = Dictionary(zip(normalized.map(\.id), contents)) { $1 }
            .filter { $0.value != file.tokens.token(Int($0.key)).map(Array.init) }
        normalizedTexts = changed
        decodedPieces = DecodedPieces(file.decoders, idLimit: file.tokens.idLimit) { id in
            changed[id] ?? Array(file.tokens.token(Int(id)) ?? [])
        }
        bosTokenID = try Self.id(of: specialTokens.bos, role: "bos_token", file)
        eosTokenID = try Self.id(of: specialTokens.eos, role: "eos_token", file)
        padTokenID = try Self.id(of: specialTokens.pad, role: "pad_token", file)
    }

    private static func id(
        of token: String?, role: String, _ file: TokenizerFile
    ) throws(TokenizerError) -> Int32? {
        guard let token else { return nil }
        guard let id = file.tokens.id(of: Array(token.utf8)) else {
            throw .unknownToken(file: "tokenizer_config.json", path: role, token: token)
        }
        return id
    }

    /// The id of a token by its text in the file (`Ġthe`, `<|im_end|>`), or nil.
    public func tokenID(of token: String) -> Int32? {
        file.tokens.id(of: Array(token.utf8))
    }

    /// The text of a token in the file, or nil where no token has this id.
    public func token(for id: Int32) -> String? {
        file.tokens.token(Int(id)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether `decode(_:skipSpecialTokens:)` may leave the token out.
    public func isSpecial(_ id: Int32) -> Bool {
        specialTokenIDs.contains(id)
    }

    /// Text to ids. Added tokens written out in the text become their ids.
    ///
    /// - Parameter addSpecialTokens: also put what the model expects around a
    ///   text, such as a beginning-of-text token. Rendered chats contain theirs already.
    public func encode(_ text: String, addSpecialTokens: Bool = false) -> [Int32] {
        var state = idleStates.withLock { $0.popLast() } ?? EncodingState()
        state.ids.removeAll(keepingCapacity: false)
        if addSpecialTokens { state.ids += file.postProcessor.prefix }
        var text = text
        text.withUTF8 { encode($0, state: &state) }
        if addSpecialTokens { state.ids += file.postProcessor.suffix }
        let ids = state.ids
        state.ids = []
        idleStates.withLock { [state] in
            if $0.count < Self.maximumIdleStates { $0.append(state) }
        }
        return ids
    }

    private func encode(_ text: UnsafeBufferPointer<UInt8>, state: inout EncodingState) {
        ScalarClasses.shared.table.withUnsafeBufferPointer { classes in
            guard let classes = classes.baseAddress else { return }
            let walker = PieceWalker(steps: file.preTokenizers, model: file.model, classes: classes)
            for segment in plainMatcher.segments(text) {
                if let id = segment.id {
                    state.ids.append(id)
                    continue
                }
                let piece = UnsafeBufferPointer(rebasing: text[segment.range])
                let isFirst = segment.range.lowerBound == 0
                if let normalized = Normalizer.normalize(piece, by: file.normalizers) {
                    normalized.withUnsafeBufferPointer {
                        encodeNormalized($0, isFirst: isFirst, walker: walker, state: &state)
                    }
                } else {
                    encodeNormalized(piece, isFirst: isFirst, walker: walker, state: &state)
                }
            }
        }
    }

    private func encodeNormalized(
        _ text: UnsafeBufferPointer<UInt8>, isFirst: Bool, walker: PieceWalker, state: inout EncodingState
    ) {
        for segment in normalizedMatcher.segments(text) {
            if let id = segment.id {
                state.ids.append(id)
            } else {
                let piece = UnsafeBufferPointer(rebasing: text[segment.range])
                walker.walk(piece, isFirst: isFirst && segment.range.lowerBound == 0, state: &state)
            }
        }
    }
}
