import Foundation

/// How much later than alone something may be. Other suites share the cores, and so may other work: what is a bound of the
/// thing that is tested holds only where `AUTODIDACT_QUIET_MACHINE` says that nothing does.
public enum Lateness {
    public static let isQuiet = ProcessInfo.processInfo.environment["AUTODIDACT_QUIET_MACHINE"] != nil
    /// Milliseconds of a verdict past its deadline.
    public static let allowed: Double = isQuiet ? 100 : 1000
    /// Times as long as alone.
    public static let patience = isQuiet ? 1 : 6
}
