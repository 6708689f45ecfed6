import Foundation
import Synchronization

/// Workers, each held by one task at a time; tasks that find none wait in order.
final class WorkerPool: Sendable {
    private struct Waiting {
        var number: Int
        var origin: SandboxProgram.Origin
        /// `nil` for either.
        var hashSeed: Int?
        var continuation: CheckedContinuation<SandboxWorker?, Never>

        func takes(_ kind: SandboxWorker.Kind) -> Bool { origin == kind.origin && (hashSeed ?? kind.hashSeed) == kind.hashSeed }
    }

    private struct State {
        var idle: [SandboxWorker]
        var waiting: [Waiting] = []
        var cancelled: Set<Int> = []
        var next = 0
        var isClosed = false
    }

    let workers: [SandboxWorker]
    private let state: Mutex<State>

    init(_ workers: [SandboxWorker]) {
        self.workers = workers
        state = Mutex(State(idle: workers))
    }

    /// A worker of that kind, to be given back; `nil` where the task was cancelled or the pool closed.
    func take(_ origin: SandboxProgram.Origin, hashSeed: Int? = nil) async -> SandboxWorker? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiting = Waiting(number: number, origin: origin, hashSeed: hashSeed, continuation: continuation)
                let found: SandboxWorker?? = state.withLock { state in
                    if state.isClosed || state.cancelled.remove(number) != nil { return .some(nil) }
                    // The one that was used last is the warmest.
                    if let place = state.idle.lastIndex(where: { waiting.takes($0.kind) }) { return state.idle.remove(at: place) }
                    state.waiting.append(waiting)
                    return nil
                }
                if let found { continuation.resume(returning: found) }
            }
        } onCancel: {
            let waiting: Waiting? = state.withLock { state in
                guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: place)
            }
            waiting?.continuation.resume(returning: nil)
        }
    }

    func give(_ worker: SandboxWorker) {
        let waiting: Waiting? = state.withLock { state in
            guard let place = state.waiting.firstIndex(where: { $0.takes(worker.kind) }) else {
                state.idle.append(worker)
                return nil
            }
            return state.waiting.remove(at: place)
        }
        waiting?.continuation.resume(returning: worker)
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Ends every worker and lets nobody have one again.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.continuation.resume(returning: nil) }
        for worker in workers { worker.end() }
    }
}
