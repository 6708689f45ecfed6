import TestSupport
import Torch

/// One of the ways in which an operation is computed: by our kernels (fp32 on the CPU) or of LibTorch's operators (all else).
struct Way: CustomStringConvertible, Sendable {
    let dtype: DType
    let device: Device

    var description: String { "\(dtype) on \(device)" }

    static var all: [Way] {
        let other = DeviceUnderTest.device
        return [Way(dtype: .float32, device: .cpu), Way(dtype: .float64, device: .cpu)]
            + (other == .cpu ? [] : [Way(dtype: .float32, device: other)])
    }
}

extension Tensor {
    func by(_ way: Way) throws -> Tensor { try to(way.dtype).to(way.device) }
}
