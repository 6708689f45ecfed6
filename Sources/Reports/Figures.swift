import Foundation

/// Numbers as every format writes them.
enum Figures {
    static let missing = "not measured"

    /// `0.315` as `31.5 %`.
    static func percent(_ share: Double?) -> String {
        share.map { String(format: "%.1f %%", $0 * 100) } ?? missing
    }

    /// `0.215` as `+21.5`, in percentage points.
    static func points(_ difference: Double) -> String {
        let text = String(format: "%+.1f", difference * 100)
        return text == "-0.0" ? "+0.0" : text.replacingOccurrences(of: "-", with: "−")
    }

    /// `+21.5 [+16.0, +27.0]`. Where every item changed alike, resampling sees no spread, and says so.
    static func interval(_ interval: PairedInterval?) -> String {
        guard let interval else { return missing }
        guard interval.lower < interval.upper else { return "\(points(interval.mean)) [no spread]" }
        return "\(points(interval.mean)) [\(points(interval.lower)), \(points(interval.upper))]"
    }

    /// Three or four significant digits, whatever the size.
    static func number(_ value: Double?) -> String {
        guard let value else { return missing }
        guard value.isFinite else { return "\(value)" }
        if value == value.rounded(), abs(value) < 1e7 { return String(format: "%.0f", value) }
        return String(format: abs(value) < 1e-3 || abs(value) >= 1e6 ? "%.2e" : "%.4g", value)
    }
}
