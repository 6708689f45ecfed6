import Foundation
import Sandbox
import Testing

struct SandboxTests {
    @Test func `a function's values come back as literals`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let result = await sandbox.run(
            SandboxProgram(
                source: "def f(x, y=1):\n    return (x, [y], {'a': {2, 1}}, 0.5)",
                calls: [.init("f", "(3,)"), .init("f", "('é', None)")]))
        #expect(result.status == .ok)
        #expect(result.outcomes == [.value("(3, [1], {'a': {1, 2}}, 0.5)"), .value("('\\xe9', [None], {'a': {1, 2}}, 0.5)")])
        await sandbox.close()
    }
}
