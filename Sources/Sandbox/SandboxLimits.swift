/// What one program may use. Beyond it the program ends, with a status that says which limit it was.
public struct SandboxLimits: Sendable, Hashable, Codable {
    /// Seconds of wall time, from fork to exit, and of processor time two more. The parent kills a worker that has not
    /// answered a second later.
    public var wallSeconds: Double
    /// Bytes of address space, the interpreter's own (about 50 MB) included.
    public var memoryBytes: Int
    /// Bytes of standard output, and as many of standard error.
    public var outputBytes: Int
    /// Bytes of returned values as literals, all calls together.
    public var valueBytes: Int
    /// Bytes of one file. Without `scratch` there is no place to write one.
    public var fileBytes: Int
    /// Threads of a program, or processes of an executable; a program starts no process.
    public var tasks: Int
    /// A private, empty `/tmp` of 16 MB and 4096 files, emptied after the program. Without it the whole file system is
    /// read-only.
    public var scratch: Bool

    public init(
        wallSeconds: Double = 5, memoryBytes: Int = 1 << 30, outputBytes: Int = 1 << 20, valueBytes: Int = 1 << 20,
        fileBytes: Int = 8 << 20, tasks: Int = 64, scratch: Bool = false
    ) {
        self.wallSeconds = wallSeconds
        self.memoryBytes = memoryBytes
        self.outputBytes = outputBytes
        self.valueBytes = valueBytes
        self.fileBytes = fileBytes
        self.tasks = tasks
        self.scratch = scratch
    }
}
