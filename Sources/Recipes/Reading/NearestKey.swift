/// Finds the key somebody probably meant.
enum NearestKey {
    /// The known key with the fewest edits, if those are few for its length; the first of equals.
    static func nearest(to key: String, among known: [String]) -> String? {
        // A long key is not a slip of the pen, and the distance is quadratic.
        guard key.utf8.count <= 64 else { return nil }
        let ranked = known.map { (key: $0, distance: distance(key, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.key.utf8.count / 3) ? best.key : nil
    }

    /// Levenshtein's distance: insertions, deletions and replacements of one byte.
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
