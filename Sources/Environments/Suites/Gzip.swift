internal import Foundation

/// Unpacks with the system's `gzip`.
enum Gzip {
    static func unpacked(_ file: URL) throws(SuiteError) -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", "--", file.path]
        let (output, complaints) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = complaints
        let data: Data
        let complaint: Data
        do {
            try process.run()
            data = try output.fileHandleForReading.readToEnd() ?? Data()
            complaint = try complaints.fileHandleForReading.readToEnd() ?? Data()
        } catch {
            throw .notUnpacked(file: file.path, reason: error.localizedDescription)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .notUnpacked(file: file.path, reason: String(decoding: complaint, as: UTF8.self).trimmed)
        }
        return data
    }
}
