/// One Python program, and what is asked of it.
public struct SandboxProgram: Sendable, Hashable {
    /// A call of one of its functions, arguments as Python literals.
    public struct Call: Sendable, Hashable {
        /// `solve`, or `Solution.solve` for a method of a class that is made without arguments.
        public var function: String
        /// A tuple's text, such as `([1, 2], 'a')`. It is parsed as a literal and never becomes source.
        public var arguments: String

        public init(_ function: String, _ arguments: String) {
            self.function = function
            self.arguments = arguments
        }
    }

    /// Tests that are code of a benchmark, trusted, and run in a process of their own. The names in `remote` stand for
    /// functions of the program: calls go there as literals and values come back as literals, so nothing of the
    /// program's making (a class with its own `==`, a patched builtin) takes part in the comparison.
    public struct Tests: Sendable, Hashable {
        /// Runs first: imports and helpers that the tests use.
        public var setup: String
        /// The tests; they pass where nothing is raised.
        public var check: String
        public var remote: [String]

        public init(setup: String, check: String, remote: [String]) {
            self.setup = setup
            self.check = check
            self.remote = remote
        }
    }

    /// Who wrote a program.
    public enum Origin: Sendable, Hashable {
        case model
        /// Trusted, and kept apart: it runs in other workers, so that nothing of a reference solution was ever in the
        /// memory of a process that a model's program is made from.
        case benchmark
    }

    public var source: String
    public var standardInput: String
    public var arguments: [String]
    /// After the source has run.
    public var calls: [Call]
    public var tests: Tests?
    /// The modules the program may import, by root name; `nil` for every module of the standard library.
    public var modules: [String]?

    public init(
        source: String, standardInput: String = "", arguments: [String] = [], calls: [Call] = [], tests: Tests? = nil,
        modules: [String]? = nil
    ) {
        self.source = source
        self.standardInput = standardInput
        self.arguments = arguments
        self.calls = calls
        self.tests = tests
        self.modules = modules
    }
}

/// Names of standard modules that programs of an environment may import.
public enum PythonModules {
    /// What answers to programming exercises use: no files, processes, network or clock among them.
    public static let exercises = [
        "__future__", "abc", "array", "ast", "base64", "binascii", "bisect", "calendar", "cmath", "collections", "copy",
        "csv", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq",
        "html", "io", "itertools", "json", "keyword", "math", "numbers", "operator", "os", "pprint", "queue", "random",
        "re", "statistics", "string", "struct", "sys", "textwrap", "threading", "time", "timeit", "token", "tokenize",
        "traceback", "types", "typing", "unicodedata", "unittest", "urllib", "uuid", "warnings", "zlib",
    ]

    /// What a worker has loaded before a program asks; each makes every fork a little dearer, so only what most use.
    static let preloaded = [
        "__future__", "abc", "atexit", "bisect", "collections.abc", "copy", "enum", "functools", "heapq", "itertools", "math",
        "operator", "re", "string", "typing",
    ]
}

/// A user's own executable, with its input.
public struct SandboxExecutable: Sendable, Hashable {
    /// Absolute; the sandbox was made with it.
    public var path: String
    public var arguments: [String]
    public var standardInput: String

    public init(path: String, arguments: [String] = [], standardInput: String = "") {
        (self.path, self.arguments, self.standardInput) = (path, arguments, standardInput)
    }
}
