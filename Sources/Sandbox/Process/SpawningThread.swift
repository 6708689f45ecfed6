import Foundation
import Synchronization

/// The thread that starts every process. A child that asks to die with its parent dies with the *thread* that made it,
/// and threads of a pool come and go; this one stays.
enum SpawningThread {
    private static let work = Mutex<[@Sendable () -> Void]>([])
    private static let signal = DispatchSemaphore(value: 0)
    private static let started: Void = {
        let thread = Thread {
            while true {
                signal.wait()
                work.withLock { $0.removeFirst() }()
            }
        }
        thread.name = "sandbox-spawn"
        thread.start()
    }()

    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
        _ = started
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Value?>(nil)
        work.withLock {
            $0.append {
                let value = body()
                result.withLock { $0 = value }
                done.signal()
            }
        }
        signal.signal()
        while true {
            done.wait()
            if let value = result.withLock({ $0 }) { return value }
        }
    }
}
