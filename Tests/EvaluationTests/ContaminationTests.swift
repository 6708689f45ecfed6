import Experience
import Testing

@testable import Evaluation

struct ContaminationTests {
    private func problem(_ id: String, _ question: String) -> Problem {
        Problem(id: id, question: question, label: "1", family: "f", provenance: "test")
    }

    @Test func `overlap is found word for word and in substance`() {
        let train = [
            problem("t1", "What is 2 + 3?"), problem("t2", "Tom has 5 apples."), problem("t3", "What is 2 + 3?"),
        ]
        let heldOut = [
            problem("h1", "What is 2 + 3?"), problem("h2", "tom has  5 APPLES"), problem("h3", "What is 2 - 3?"),
            problem("h4", "What is $2+3$?"),
        ]
        let report = contamination(train: train, heldOut: heldOut)
        #expect(report.exact == [.init(trainID: "t1", heldOutID: "h1")])
        #expect(report.normalized == [.init(trainID: "t2", heldOutID: "h2"), .init(trainID: "t1", heldOutID: "h4")])
        #expect(!report.isClean)
        #expect(report.share == 0.75)
    }

    @Test func `what mathematics means is kept`() {
        #expect(normalizedQuestion("1.2 + 3.") == "1.2+3")
        #expect(normalizedQuestion("12 + 3") == "12+3")
        #expect(normalizedQuestion("x^2 - 1") != normalizedQuestion("x^2 + 1"))
        #expect(contamination(train: [], heldOut: [problem("h", "q")]).isClean)
        #expect(contamination(train: [], heldOut: []).share == 0)
    }
}
