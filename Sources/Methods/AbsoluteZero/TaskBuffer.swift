import Environments
import Experience

/// A task of the buffers.
struct BufferedTask: Codable, Sendable, Hashable {
    var id: String
    var task: ReasoningTask
    /// The step it was accepted in, from 1; 0 for those the run began with.
    var step: Int
}

/// The tasks of one kind, oldest first. Once full, the oldest make room: the released code keeps them and drops the new ones,
/// which ends the curriculum where it began.
struct TaskBuffer: Codable, Sendable {
    private(set) var tasks: [BufferedTask] = []
    private(set) var evicted = 0
    private var known: Set<ReasoningTask> = []
    let limit: Int

    private enum CodingKeys: String, CodingKey { case tasks, evicted, limit }

    init(limit: Int) { self.limit = limit }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        tasks = try values.decode([BufferedTask].self, forKey: .tasks)
        evicted = try values.decode(Int.self, forKey: .evicted)
        limit = try values.decode(Int.self, forKey: .limit)
        known = Set(tasks.map(\.task))
    }

    func contains(_ task: ReasoningTask) -> Bool { known.contains(task) }

    /// Whether it was new.
    mutating func insert(_ task: BufferedTask) -> Bool {
        guard known.insert(task.task).inserted else { return false }
        tasks.append(task)
        if tasks.count > limit {
            known.remove(tasks.removeFirst().task)
            evicted += 1
        }
        return true
    }

    /// `count` tasks for the solver: those of `step` first, at random where there are more, then any, which may come twice.
    func solving(_ count: Int, newest step: Int, _ generator: inout SeededGenerator) -> [BufferedTask] {
        guard !tasks.isEmpty else { return [] }
        var fresh = tasks.filter { $0.step == step }
        generator.shuffle(&fresh)
        var chosen = Array(fresh.prefix(count))
        while chosen.count < count { chosen.append(generator.element(of: tasks)) }
        return chosen
    }

    /// At most `count` different tasks, at random.
    func references(_ count: Int, _ generator: inout SeededGenerator) -> [BufferedTask] {
        var indices = Array(tasks.indices)
        generator.shuffle(&indices)
        return indices.prefix(count).map { tasks[$0] }
    }
}
