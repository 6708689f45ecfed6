import Foundation
import RunStore
import Testing

struct RunLogTests {
    @Test func `each line is written for programs and for people`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        let time = Date(timeIntervalSince1970: 0)
        try RunLog(run).append(.warning, "skipped a checkpoint", ["step": "3"], time: time)
        #expect(
            try String(contentsOf: run.logLines, encoding: .utf8)
                == #"{"fields":{"step":"3"},"level":"warning","message":"skipped a checkpoint","time":"1970-01-01T00:00:00Z"}"#
                + "\n")
        #expect(
            try String(contentsOf: run.logText, encoding: .utf8)
                == "1970-01-01T00:00:00Z WARNING skipped a checkpoint step=3\n")
    }

    @Test func `a message cannot forge a line or a terminal command`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        try RunLog(run).append(.info, "a\nb\u{1b}[2Jc\u{202e}d", time: Date(timeIntervalSince1970: 0))
        #expect(
            try String(contentsOf: run.logText, encoding: .utf8)
                == #"1970-01-01T00:00:00Z INFO    a\nb\u{1B}[2Jc\u{202E}d"# + "\n")
    }
}
