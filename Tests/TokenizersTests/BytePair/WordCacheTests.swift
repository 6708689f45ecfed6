import Testing

@testable import Tokenizers

struct WordCacheTests {
    private func insert(_ word: String, _ ids: [Int32], into cache: inout WordCache) {
        let bytes = Array(word.utf8)
        bytes.withUnsafeBufferPointer { word in
            guard let base = word.baseAddress else { return }
            cache.insert(base, word.count, hash: byteHash(base, word.count), ids: ids[...])
        }
    }

    private func find(_ word: String, in cache: WordCache) -> [Int32]? {
        let bytes = Array(word.utf8)
        return bytes.withUnsafeBufferPointer { word in
            guard let base = word.baseAddress else { return nil }
            var ids: [Int32] = []
            let isThere = cache.appendIDs(of: base, word.count, hash: byteHash(base, word.count), to: &ids)
            return isThere ? ids : nil
        }
    }

    @Test func `finds what it holds and nothing else`() {
        var cache = WordCache()
        insert("ab", [1, 2], into: &cache)
        insert("abcdefghijk", [3], into: &cache)
        #expect(find("ab", in: cache) == [1, 2])
        #expect(find("abcdefghijk", in: cache) == [3])
        #expect(find("abc", in: cache) == nil)
    }

    @Test func `is bounded: full, it starts again`() {
        var cache = WordCache()
        for number in 0..<WordCache.maximumWords { insert("w\(number)", [Int32(number)], into: &cache) }
        #expect(find("w0", in: cache) == [0])
        insert("one more", [9], into: &cache)
        #expect(find("w0", in: cache) == nil)
        #expect(find("one more", in: cache) == [9])
    }
}
