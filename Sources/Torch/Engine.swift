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
        ct_tune_allocator()  // before the thread exists, or it has an arena of its own already
        _ = Device.cudaCount  // before the first backward pass, or autograd has no thread for it
        let thread = Thread { [self] in run() }
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

    /// Waits until `device` has done all it was asked to; for timing.
    public static func synchronise(_ device: Device) throws(TorchError) {
        _ = try torchCall { ct_synchronize(device.place, $0) }
    }

    /// The most bytes that tensors have taken of a device's own memory at a time; `nil` on the CPU.
    public static func peakBytes(of device: Device) -> Int? {
        let bytes = ct_peak_bytes(device.place)
        return bytes < 0 ? nil : Int(bytes)
    }

    /// Whether matrix products run on our AVX-512 kernels.
    package nonisolated static var hasWideProducts: Bool { ct_has_wide_products() }

    /// Runs `body` with LibTorch's matrix products instead of ours, as on a processor without AVX-512.
    package static func withoutWideProducts<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = ct_use_wide_products(false)
        defer { _ = ct_use_wide_products(before) }
        return try body()
    }

    public nonisolated static var libTorchVersion: String { String(cString: ct_version()) }
}
