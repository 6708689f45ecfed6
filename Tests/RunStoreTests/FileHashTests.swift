import Foundation
import RunStore
import Testing

struct FileHashTests {
    // FIPS 180-2, appendix B.1.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func `abc has its published digest, from memory and from a file`() throws {
        let folder = try TemporaryFolder()
        try Data("abc".utf8).write(to: folder.file("abc"))
        #expect(FileHash.sha256(of: Data("abc".utf8)) == abc)
        #expect(try FileHash.sha256(ofFile: folder.file("abc")) == abc)
    }

    @Test func `a missing file is named`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: RunStoreError.self) { try FileHash.sha256(ofFile: folder.file("none")) }
        #expect(error?.description == "cannot read \(folder.file("none").path): No such file or directory")
    }
}
