import Evaluation
import Foundation

/// The figures of an evaluation, for people.
enum EvaluationTable {
    static func print(_ results: [SuiteResult], at folder: String) {
        for result in results {
            let published = result.publishedItems.map { $0 == result.items ? "" : " of \($0)" } ?? ""
            Console.out("\(result.suite): \(result.items) items\(published), \(result.samples) sample\(result.samples == 1 ? "" : "s") each; \(result.protocolName)")
            for departure in result.departures { Console.out("  not as published: \(departure)") }
            let ks = result.passAtK.keys.sorted().filter { $0 > 1 }
            let majority = result.metric.hasPrefix("maj@") ? nil : result.majority
            let heads = ks.map { "pass@\($0)" } + (majority == nil ? [] : ["maj@\(result.samples)"])
            Console.out("  " + pad("", 22) + right("items", 6) + right(result.metric, 10) + "  " + pad("95 % interval", 15) + heads.map { right($0, 9) }.joined())
            if result.families.count > 1 {
                for family in result.families {
                    Console.out(line(family.name, family.items, family.figure) + ks.map { right(percent(family.passAtK[$0]), 9) }.joined())
                }
            }
            let last = majority.map { right(percent($0.value), 9) } ?? ""
            Console.out(line("all", result.items, result.figure) + ks.map { right(percent(result.passAtK[$0]), 9) }.joined() + last)
            let verdicts = result.verdicts.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            Console.out("  verdicts: \(verdicts); \(String(format: "%.0f", result.meanTokens)) tokens a completion; \(Console.duration(result.seconds))")
            if result.unaskable > 0 { Console.out("  \(result.unaskable) items were not asked: their prompts are longer than the context") }
        }
        Console.say("stored in \(folder)")
    }

    private static func line(_ name: String, _ items: Int, _ figure: SuiteResult.Figure) -> String {
        "  " + pad(name, 22) + right("\(items)", 6) + right(percent(figure.value), 10) + "  "
            + pad(String(format: "%.1f–%.1f", figure.lower * 100, figure.upper * 100), 15)
    }

    private static func percent(_ share: Double?) -> String { share.map { String(format: "%.1f%%", $0 * 100) } ?? "–" }
    private static func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
