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
        case "auto": self = Device.cudaCount > 0 ? .cuda(0) : .cpu
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
        guard case .cuda(let index) = self else { return }
        let count = Device.cudaCount
        if count == 0 {
            throw DeviceError("device '\(name)': no CUDA device answers; use cpu, or see 'autodidact doctor'")
        }
        if index >= count {
            throw DeviceError("device '\(name)': \(count) answer\(count == 1 ? "s" : ""), counted from cuda:0")
        }
    }

    /// CUDA devices that answer: LibTorch's CUDA library is beside the CPU one (or on the library path), and a driver.
    ///
    /// From the first call that finds one on, operators that might give other bits each time are refused everywhere.
    public static var cudaCount: Int { Int(ct_cuda_devices()) }

    /// The CPU, and each CUDA device that answers.
    public static var present: [Device] { [.cpu] + (0..<cudaCount).map { .cuda($0) } }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }

    var place: ct_place {
        switch self {
        case .cpu: ct_place(kind: CT_CPU, index: 0)
        case .cuda(let index): ct_place(kind: CT_CUDA, index: Int32(clamping: index))
        case .mps: ct_place(kind: CT_MPS, index: 0)
        }
    }
}
