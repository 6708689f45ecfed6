public import Foundation

/// The checkout that these tests were built from.
public enum Checkout {
    public static let root: URL = {
        // …/<checkout>/Tests/TestSupport/Checkout.swift, through any symbolic link
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    /// What the tests need everywhere: `Tests/Fixtures`.
    public static let fixtures = root.appending(path: "Tests/Fixtures")

    /// Small models with their reference values: `Tests/Fixtures/models`.
    public static let models = fixtures.appending(path: "models")
}
