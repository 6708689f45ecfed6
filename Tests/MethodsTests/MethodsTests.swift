import Foundation
import Methods
import Recipes
import TestSupport
import Testing

/// The lists of methods and environments are their tables of contents; a folder that is missing there is not reachable.
struct MethodsTests {
    private func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: Checkout.root.appending(path: path), includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true && $0.pathExtension != "docc" }
        .map(\.lastPathComponent).sorted()
    }

    @Test func `every folder of methods has a line in Methods all`() throws {
        let listed = Methods.all.map { String(describing: $0) }.sorted()
        let folders = try folders(in: "Sources/Methods")
        #expect(folders == listed, "add the missing line to Sources/Methods/Methods.swift")
    }

    @Test func `no two methods share a name`() {
        let names = Methods.settings.map { $0.methodName }
        #expect(Set(names).count == names.count)
    }
}
