import Foundation

/// Lines over steps as inline SVG: no script, colours from the page's style sheet, a title to be read aloud.
struct LineChart {
    var curve: Curve
    /// Makes element ids unique in the page.
    var index: Int

    private let width = 440.0
    private let height = 230.0
    private let left = 58.0
    private let right = 12.0
    private let top = 12.0
    private let bottom = 34.0

    init(_ curve: Curve, index: Int) {
        self.curve = curve
        self.index = index
    }

    /// `nil` when there is nothing to draw.
    func svg() -> String? {
        let points = curve.series.flatMap(\.points)
        let values = points.map(\.value).filter(\.isFinite)
        guard let low = values.min(), let high = values.max(), let firstStep = points.map(\.step).min(),
            let lastStep = points.map(\.step).max()
        else { return nil }
        let yTicks = AxisTicks.cover(low...high)
        let yRange = (yTicks.first ?? low)...(yTicks.last ?? high)
        let xRange = Double(firstStep)...Double(max(lastStep, firstStep + 1))
        let xTicks = AxisTicks.cover(xRange, count: 5).filter { xRange.contains($0) && $0 == $0.rounded() }
        let x = { (step: Double) in
            left + (step - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound) * (width - left - right)
        }
        let y = { (value: Double) in
            height - bottom - (value - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
                * (height - top - bottom)
        }

        var parts = [
            "<svg viewBox=\"0 0 \(place(width)) \(place(height))\" role=\"img\" aria-labelledby=\"chart\(index)t chart\(index)d\">",
            "<title id=\"chart\(index)t\">\(VisibleText.html(curve.title))</title>",
            "<desc id=\"chart\(index)d\">\(VisibleText.html(description))</desc>",
        ]
        for tick in yTicks {
            parts.append(
                "<line class=\"grid\" x1=\"\(place(left))\" x2=\"\(place(width - right))\" y1=\"\(place(y(tick)))\" y2=\"\(place(y(tick)))\"/>"
            )
            parts.append(
                "<text x=\"\(place(left - 6))\" y=\"\(place(y(tick) + 4))\" text-anchor=\"end\">\(Figures.number(tick))</text>"
            )
        }
        for tick in xTicks {
            parts.append(
                "<text x=\"\(place(x(tick)))\" y=\"\(place(height - bottom + 16))\" text-anchor=\"middle\">\(Figures.number(tick))</text>"
            )
        }
        parts.append(
            "<text x=\"\(place((left + width - right) / 2))\" y=\"\(place(height - 3))\" text-anchor=\"middle\">step</text>"
        )
        // The run is drawn last, over its controls.
        for (place, series) in curve.series.enumerated().reversed() {
            parts += lines(of: series, style: "s\(place % 6)", x: x, y: y)
        }
        return (parts + ["</svg>"]).joined(separator: "\n")
    }

    /// What the chart shows, for those who do not see it.
    private var description: String {
        curve.series.map { series in
            guard let first = series.points.first, let last = series.points.last else { return series.name }
            return "\(series.name): \(Figures.number(first.value)) at step \(first.step), "
                + "\(Figures.number(last.value)) at step \(last.step)"
        }.joined(separator: "; ") + ". Unit: \(curve.unit)."
    }

    /// Values that are not finite leave a gap; few points are marked, so that a single one is seen.
    private func lines(of series: Curve.Series, style: String, x: (Double) -> Double, y: (Double) -> Double) -> [String]
    {
        let pieces = series.points.split { !$0.value.isFinite }
        let paths = pieces.map { piece in
            let places = piece.map { "\(place(x(Double($0.step)))),\(place(y($0.value)))" }
            return "<polyline class=\"\(style)\" points=\"\(places.joined(separator: " "))\"/>"
        }
        guard series.points.count <= 25 || pieces.contains(where: { $0.count == 1 }) else { return paths }
        let marked = series.points.count <= 25 ? pieces : pieces.filter { $0.count == 1 }
        return paths
            + marked.joined().map { point in
                "<circle class=\"\(style)\" cx=\"\(place(x(Double(point.step))))\" cy=\"\(place(y(point.value)))\" r=\"2.6\"/>"
            }
    }

    private func place(_ value: Double) -> String {
        String(format: "%.1f", value)
    }
}
