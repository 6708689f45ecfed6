import Foundation
public import Sandbox

/// Figures of a program that need its syntax tree. A script of ours reads it in the sandbox, as text; nothing of it runs.
public struct ProgramMeasure: Sendable {
    private let executor: ReasoningExecutor

    public init(sandbox: Sandbox) {
        executor = ReasoningExecutor(sandbox: sandbox, limits: SandboxLimits(wallSeconds: 5), modules: ["ast", "difflib"])
    }

    public struct Figures: Sendable, Hashable {
        /// One and the program's decisions (McCabe 1976: branches, loops, conditions, comprehensions, handlers), over 15, at most 1.
        public var complexity: Double
        /// The mean over the references of 1 − r, r the similarity of the two syntax trees' texts (Ratcliff and Metzener 1988, as
        /// `difflib` has it); 1 without references. Names and constants count.
        public var distance: Double
    }

    /// `nil` where the program cannot be parsed, or the machinery failed.
    public func figures(of program: String, against references: [String]) async -> Figures? {
        let arguments = [PythonLiteral.string(program), .list(references.map(PythonLiteral.string))].map(\.description).joined(separator: ", ")
        let execution = await executor.run(Self.script, on: [arguments])
        guard execution.status == "ok", let value = execution.values.first ?? nil else { return nil }
        let parts = value.split { "(), ".contains($0) }.compactMap { Double($0) }
        return parts.count == 2 ? Figures(complexity: parts[0], distance: parts[1]) : nil
    }

    private static let script = """
        import ast, difflib

        DECISIONS = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension, ast.Assert)

        def f(program, references):
            tree = ast.parse(program)
            decisions = sum(isinstance(node, DECISIONS) for node in ast.walk(tree))
            decisions += sum(len(node.values) - 1 for node in ast.walk(tree) if isinstance(node, ast.BoolOp))
            text = ast.dump(tree)[:4000]
            others = [ast.dump(ast.parse(other))[:4000] for other in references]
            ratios = [difflib.SequenceMatcher(None, text, other, autojunk=False).ratio() for other in others]
            distance = 1 - sum(ratios) / len(ratios) if ratios else 1.0
            return min(1.0, (1 + decisions) / 15), distance
        """
}
