import RunStore

/// One evaluation, folded to one number an item: the share of its samples that are correct.
struct ItemScores {
    var byItem: [String: Double] = [:]
    var family: [String: String] = [:]

    init?(_ rows: [EvaluationRow]) {
        guard !rows.isEmpty else { return nil }
        for (item, samples) in Dictionary(grouping: rows, by: \.itemID) {
            byItem[item] = Double(samples.count { $0.correct }) / Double(samples.count)
            family[item] = samples[0].family
        }
    }

    init?(_ run: RunReader, _ name: String) throws(RunStoreError) {
        self.init(try run.evaluation(name))
    }

    /// Mean over the items for which `included` holds; `nil` where there are none.
    func accuracy(of included: (String) -> Bool = { _ in true }) -> Double? {
        let values = byItem.filter { included($0.key) }.values
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Items both have, in one fixed order, so that the same run always gives the same interval.
    func shared(with others: ItemScores...) -> [String] {
        byItem.keys.filter { item in others.allSatisfy { $0.byItem[item] != nil } }.sorted()
    }

    func differences(from earlier: ItemScores, over items: [String]) -> [Double] {
        items.map { (byItem[$0] ?? 0) - (earlier.byItem[$0] ?? 0) }
    }
}
