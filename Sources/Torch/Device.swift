import CTorch

/// A device that was asked for and is not to be had.
public struct DeviceError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Where tensors live and are computed with.
public enum Device: Sendable, Hashable, CustomStringConvertible {
    case cpu
    case cuda(Int)
    case mps

    /// Reads `auto`, `cpu`, `cuda`, `cuda:1` or `mps`; `auto` takes CUDA where it answers, else the CPU.
    public init(named name: String) throws(DeviceError) {
        switch name {
        case "auto": self = Device.cudaAvailable ? .cuda(0) : .cpu
        case "cpu": self = .cpu
        case "mps": self = .mps
        case "cuda": self = .cuda(0)
        case _ where name.hasPrefix("cuda:"):
            guard let index = Int(name.dropFirst(5)), index >= 0 else {
                throw DeviceError("device '\(name)': the part after 'cuda:' must be a number, such as cuda:0")
            }
            self = .cuda(index)
        default:
            throw DeviceError("device '\(name)' is unknown; use auto, cpu, cuda, cuda:N or mps")
        }
        #if !os(macOS)
            if case .mps = self { throw DeviceError("device 'mps' is a Mac's; use auto, cpu, cuda or cuda:N") }
        #endif
        if case .cuda = self, !Device.cudaAvailable {
            throw DeviceError("device '\(name)': no CUDA device answers; use cpu, or see 'autodidact doctor'")
        }
    }

    /// Whether LibTorch's CUDA library is beside the CPU one (or on the library path) and a device answers.
    public static var cudaAvailable: Bool { ct_cuda_available("") }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }

    var kind: ct_device_kind {
        switch self {
        case .cpu: CT_CPU
        case .cuda: CT_CUDA
        case .mps: CT_MPS
        }
    }

    var index: Int32 {
        if case .cuda(let index) = self { return Int32(clamping: index) }
        return 0
    }
}
