import Foundation
import Synchronization

/// SIGINT and SIGTERM ask a run to finish its step and write a checkpoint; a second one ends it at once.
enum StopSignal {
    private static let received = Atomic<Int32>(0)

    static func install() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                if StopSignal.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
            }
        }
    }

    static var isRaised: Bool { received.load(ordering: .relaxed) != 0 }

    /// 130 for SIGINT, 143 for SIGTERM.
    static var exitCode: Int32 { 128 + received.load(ordering: .relaxed) }
}
