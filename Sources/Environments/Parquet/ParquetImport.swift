public import Foundation
import Sandbox

/// What unpacks Parquet files: pyarrow, in isolated processes.
public enum ParquetImport {
    /// Why no Parquet file can be read on this machine.
    public struct Missing: Error, Equatable, CustomStringConvertible {
        public var description: String
    }

    private static let packages = PythonPackages(folder: "parquet", module: "pyarrow", variable: "AUTODIDACT_PYARROW")

    /// The folder `scripts/setup` put pyarrow in, where there is one.
    public static func installed() -> URL? { packages.installed() }

    /// Starts a process, to know that it can be done, and ends it.
    ///
    /// - Throws: `Missing`.
    public static func check() async throws(Missing) {
        let helper = try helper()
        do {
            try await helper.start()
        } catch {
            guard case .refused(let error) = error else { throw Missing(description: "\(error)") }
            throw Missing(description: reason(error))
        }
        await helper.end()
    }

    /// A process for one file; it is started by its first message.
    static func helper() throws(Missing) -> IsolatedHelper {
        guard let folder = packages.installed() else {
            throw Missing(
                description: "pyarrow, which reads Parquet, is not installed (looked in "
                    + packages.places().prefix(3).map(\.path).joined(separator: ", ")
                    + "); run scripts/setup, which puts it into .deps/parquet, or name its folder in AUTODIDACT_PYARROW; or convert the file to JSONL")
        }
        let python: PythonInstallation
        do {
            python = try PythonInstallation.find()
        } catch {
            throw Missing(description: reason(error))
        }
        let script = String(decoding: PackageResources.parquet_worker_py, as: UTF8.self)
            .replacing("\"PARQUET_FOLDER\"", with: JSONValue.text(folder.path).json)
        return IsolatedHelper(script: script, readable: [folder], python: python)
    }

    /// Why the process did not start, and what to do.
    static func reason(_ error: SandboxError) -> String {
        switch error {
        case .noPython: "Parquet is read with Python: \(error)"
        case .noBubblewrap:
            "Parquet files are unpacked behind bubblewrap, and it is not installed; install it with 'apt-get install bubblewrap', "
                + "or convert the file to JSONL"
        case .noIsolation(let reason) where reason.contains("pyarrow cannot be imported"):
            "\(reason); run scripts/setup again with the Python you use (AUTODIDACT_PYTHON, else /usr/bin/python3), or convert the file to JSONL"
        case .noIsolation(let reason):
            "Parquet files are unpacked in isolation, and none can be had here: \(reason). In a container, allow user namespaces "
                + "(--security-opt seccomp=unconfined, or kernel.unprivileged_userns_clone=1); or convert the file to JSONL"
        }
    }
}
