import ArgumentParser
import Environments
import Foundation
import LanguageModels
import Sandbox
import Torch

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell every missing piece of this machine, each with its fix.")

    @Flag(help: "Print JSON on stdout.")
    var json = false

    private struct Finding: Encodable {
        var name: String
        var ok: Bool
        var found: String
        var fix: String?
    }

    func run() async throws {
        var findings = await engine()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        findings.append(Finding(name: "processor", ok: true, found: "\(cores) cores", fix: nil))
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        findings.append(
            Finding(name: "memory", ok: memory > 2, found: String(format: "%.1f GB", memory), fix: memory > 2 ? nil : "2 GB are needed for the seed model"))
        findings.append(folder())
        findings.append(seedModel())
        findings.append(secondGrader())
        findings.append(await parquet())
        findings += await isolation()
        if json {
            try Console.json(findings)
        } else {
            for finding in findings {
                Console.out("\(finding.ok ? "ok     " : "missing") \(finding.name.padding(toLength: 20, withPad: " ", startingAt: 0)) \(finding.found)")
                if let fix = finding.fix { Console.out("        fix: \(fix)") }
            }
        }
        if findings.contains(where: { !$0.ok }) { throw ExitCode(69) }
    }

    @EngineActor
    private func engine() -> [Finding] {
        var findings: [Finding] = []
        do {
            let product = try Tensor.full([8, 8], 0.5).matmul(Tensor.full([8, 8], 2)).sum().item()
            findings.append(
                Finding(
                    name: "engine", ok: product == 512, found: "LibTorch \(Engine.libTorchVersion), \(Engine.threads) threads",
                    fix: product == 512 ? nil : "a matrix product gave \(product) for 512; run 'make clean setup'"))
        } catch {
            findings.append(Finding(name: "engine", ok: false, found: "\(error)", fix: "run 'make setup'"))
        }
        findings.append(
            Finding(
                name: "cuda", ok: true,
                found: Device.cudaCount > 0
                    ? Device.present.dropFirst().map(\.description).joined(separator: ", ")
                    : "none; the CPU is used. With an NVIDIA GPU, run 'scripts/setup --cuda'", fix: nil))
        return findings
    }

    private func folder() -> Finding {
        let place = FileManager.default.currentDirectoryPath
        var free = "unknown"
        var ok = FileManager.default.isWritableFile(atPath: place)
        do {
            let attributes = try FileManager.default.attributesOfFileSystem(forPath: place)
            if let bytes = attributes[.systemFreeSize] as? Int {
                free = String(format: "%.1f GB free", Double(bytes) / 1e9)
                ok = ok && bytes > 1_000_000_000
            }
        } catch {
            free = "\(error.localizedDescription)"
        }
        return Finding(name: "working folder", ok: ok, found: free, fix: ok ? nil : "runs need a writable folder with 1 GB free")
    }

    private func secondGrader() -> Finding {
        if let place = MathVerify.installed() {
            return Finding(name: "second grader", ok: true, found: "math-verify in \(place.path)", fix: nil)
        }
        return Finding(
            name: "second grader", ok: true, found: "math-verify is not installed: the native grader alone judges mathematics",
            fix: "run 'make setup' if you want a second opinion (--grader agree)")
    }

    private func parquet() async -> Finding {
        do throws(ParquetImport.Missing) {
            try await ParquetImport.check()
            return Finding(name: "Parquet", ok: true, found: "pyarrow in \(ParquetImport.installed()?.path ?? "")", fix: nil)
        } catch {
            return Finding(
                name: "Parquet", ok: true, found: "not read here, JSONL is: \(error)", fix: "run 'make setup' if you have data sets in Parquet")
        }
    }

    /// How programs that a model wrote are kept in, by trying what a hostile one would.
    private func isolation() async -> [Finding] {
        do {
            let sandbox = try await Sandbox(workers: 2)
            let check = await IsolationCheck(sandbox)
            await sandbox.close()
            let user = sandbox.leavesRoot ? "; programs are nobody's, though you are root" : ""
            let summary = Finding(
                name: "sandbox", ok: check.holds,
                found: "bubblewrap, Python \(sandbox.python.version), \(check.findings.count { $0.holds }) of \(check.findings.count) attempts held\(user)",
                fix: check.holds ? nil : "do not run model-written programs here; see the lines below, and update bubblewrap and the kernel")
            return [summary] + check.findings.map { Finding(name: "  " + $0.name, ok: $0.holds, found: $0.evidence, fix: nil) }
        } catch {
            return [Finding(name: "sandbox", ok: false, found: "none", fix: error.description)]
        }
    }

    private func seedModel() -> Finding {
        do {
            let configuration = try DecoderConfiguration(directory: URL(fileURLWithPath: "models/seed", isDirectory: true))
            return Finding(name: "seed model", ok: true, found: "models/seed, \(configuration.parameterCount) parameters", fix: nil)
        } catch {
            return Finding(
                name: "seed model", ok: false, found: "\(error)",
                fix: "run from the project's folder, or 'autodidact pretrain --output models/seed'")
        }
    }
}
