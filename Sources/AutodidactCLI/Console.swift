import Foundation

/// Text for people goes to stderr, progress only where a terminal shows it; results go to stdout.
enum Console {
    /// Whether progress may be drawn.
    static let isLive: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDERR_FILENO) == 1 && environment["CI"] == nil && environment["TERM"] != "dumb"
    }()

    private static let hasColour = isLive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// Replaces the progress line.
    static func progress(_ text: String) {
        guard isLive else { return }
        write("\r\u{1B}[K" + String(text.prefix(width - 1)), to: STDERR_FILENO)
    }

    /// A line that stays.
    static func say(_ text: String) {
        write((isLive ? "\r\u{1B}[K" : "") + text + "\n", to: STDERR_FILENO)
    }

    static func complain(_ text: String) {
        let mark = hasColour ? "\u{1B}[31merror:\u{1B}[0m " : "error: "
        write((isLive ? "\r\u{1B}[K" : "") + mark + text + "\n", to: STDERR_FILENO)
    }

    /// Something that makes a result worth less; printed in red where there is colour.
    static func warn(_ text: String) {
        let mark = hasColour ? "\u{1B}[31mwarning:\u{1B}[0m " : "warning: "
        write((isLive ? "\r\u{1B}[K" : "") + mark + text + "\n", to: STDERR_FILENO)
    }

    static func out(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    static func json(_ value: some Encodable, pretty: Bool = true) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        out(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
    }

    /// All of it, though the pipe be slow; a closed pipe ends the writing quietly.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// A bar of `width` cells.
    static func bar(_ done: Int, of total: Int, width: Int = 20) -> String {
        let filled = total > 0 ? min(width, done * width / total) : 0
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    static func percent(_ share: Double) -> String {
        String(format: "%.1f %%", share * 100)
    }

    static func duration(_ seconds: Double) -> String {
        let s = Int(seconds.rounded())
        return s >= 3600 ? "\(s / 3600) h \(s % 3600 / 60) min" : s >= 60 ? "\(s / 60) min \(s % 60) s" : "\(s) s"
    }
}
