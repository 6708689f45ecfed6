import Foundation
import RunStore
import Testing

struct RunStoreErrorTests {
    @Test func `a full disk says what to free`() {
        let error = RunStoreError.file(operation: "write", path: "/runs/a/metrics.jsonl", code: ENOSPC)
        #expect(
            error.description
                == "cannot write /runs/a/metrics.jsonl: No space left on device; free some space (old checkpoints are "
                + "the largest part: 'runs ls' shows sizes), then resume")
    }

    @Test func `the database's full disk says the same`() {
        // 13 is SQLITE_FULL (sqlite.org/rescode.html).
        let error = RunStoreError.database(
            operation: "store step 4 in", path: "r.sqlite", code: 13, message: "database or disk is full")
        #expect(
            error.description.hasPrefix("cannot store step 4 in r.sqlite: database or disk is full; free some space"))
    }
}
