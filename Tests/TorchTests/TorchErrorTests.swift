import Testing
import Torch

/// LibTorch's exceptions come back as errors, in one line.
@EngineActor
struct TorchErrorTests {
    private func expectError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: TorchError.self, sourceLocation: sourceLocation) { try body() }
        #expect(error?.message.isEmpty == false && error?.message.contains("\n") == false, sourceLocation: sourceLocation)
    }

    @Test func `shapes that do not fit`() throws {
        let a = try Tensor.full([2, 3], 1)
        expectError { _ = try a.matmul(a) }
        expectError { _ = try a + Tensor.full([4], 1) }
        expectError { _ = try a.reshaped([4, -1]) }
        expectError { _ = try a.narrowed(0, from: 1, length: 2) }
        expectError { _ = try a.permuted([0, 0]) }
        expectError { _ = try Tensor.concatenated([a, Tensor.full([2], 1)], along: 0) }
        expectError { _ = try Tensor.concatenated([], along: 0) }
        expectError { _ = try a.linear(Tensor.full([4, 4], 1)) }
        expectError { try a.assign(Tensor.full([5], 1)) }
    }

    @Test func `ids outside the table`() throws {
        let table = try Tensor.full([3, 2], 1)
        expectError { _ = try table.rows(Tensor([Int64(3)])) }
        expectError { _ = try table.selecting(Tensor([Int64(-4)])) }
        expectError { _ = try Tensor.full([2], 1).segmentSums(Tensor([Int64(0), 5]), count: 2) }
    }

    @Test func `one element is wanted`() throws {
        let a = try Tensor.full([2], 1)
        expectError { _ = try a.item() }
        try a.setRequiresGradient(true)
        expectError { try (a * 2).backward() }
        expectError { try Tensor.full([1], 1).backward() }
    }

    @Test func `integers have no gradient`() throws {
        let ids = try Tensor([Int64(1)])
        expectError { try ids.setRequiresGradient(true) }
    }

    @Test func `memory that no machine has`() {
        let error = #expect(throws: TorchError.self) { try Tensor.zeros([1 << 40, 1 << 20]) }
        #expect(error?.isOutOfMemory == true)
        #expect(error?.description.contains("training.micro_batch_tokens") == true)
        // As LibTorch says it of a GPU.
        #expect(TorchError("CUDA out of memory. Tried to allocate 2.00 GiB.").isOutOfMemory)
        #expect(!TorchError("mat1 and mat2 shapes cannot be multiplied").isOutOfMemory)
    }

    @Test func `devices by name`() throws {
        #expect(try Device(named: "cpu") == .cpu)
        #expect(throws: DeviceError("device 'gpu' is unknown; use auto, cpu, cuda, cuda:N or mps")) { try Device(named: "gpu") }
        #expect(throws: DeviceError("device 'cuda:x': the part after 'cuda:' must be a number, such as cuda:0")) {
            try Device(named: "cuda:x")
        }
        #expect(Device.cuda(1).description == "cuda:1")
        if Device.cudaCount == 0 {
            #expect(try Device(named: "auto") == .cpu)
            #expect(throws: DeviceError.self) { try Device(named: "cuda") }
        } else {
            #expect(throws: DeviceError.self) { try Device(named: "cuda:99") }
        }
    }
}
