import CTorch
import Foundation

/// The one thread on which all tensors live.
///
/// OpenMP keeps a pool of threads per calling thread, so calls that wander over Swift's cooperative threads would
/// start a pool each; and a tensor is not `Sendable`.
@globalActor
public actor EngineActor {
    public static let shared = EngineActor()
    private static let executor = EngineExecutor()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }
}

/// A serial executor on a thread of its own.
final class EngineExecutor: SerialExecutor, @unchecked Sendable {
    // `jobs` is guarded by `condition`, which is all the mutable state there is.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []

    init() {
        let thread = Thread { [self] in
            ct_tune_allocator()
            run()
        }
        thread.name = "engine"
        thread.stackSize = 16 << 20
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    private func run() {
        while true {
            condition.lock()
            while jobs.isEmpty { condition.wait() }
            let batch = jobs
            jobs.removeAll(keepingCapacity: true)
            condition.unlock()
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }
}

@EngineActor
public enum Engine {
    /// Threads of LibTorch's pool; the same number gives the same bits.
    public static var threads: Int {
        get { Int(ct_get_threads()) }
        set { ct_set_threads(Int32(clamping: max(1, newValue))) }
    }

    public nonisolated static var libTorchVersion: String { String(cString: ct_version()) }
}
