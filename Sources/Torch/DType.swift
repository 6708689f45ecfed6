package import CTorch

/// The element types we read, write and compute with.
public enum DType: String, Sendable, Codable, CaseIterable {
    case float32, float64, float16, bfloat16, int32, int64, uint8, bool

    package var code: ct_dtype {
        switch self {
        case .float32: CT_FLOAT32
        case .float64: CT_FLOAT64
        case .float16: CT_FLOAT16
        case .bfloat16: CT_BFLOAT16
        case .int32: CT_INT32
        case .int64: CT_INT64
        case .uint8: CT_UINT8
        case .bool: CT_BOOL
        }
    }

    package init(code: ct_dtype) {
        switch code {
        case CT_FLOAT64: self = .float64
        case CT_FLOAT16: self = .float16
        case CT_BFLOAT16: self = .bfloat16
        case CT_INT32: self = .int32
        case CT_INT64: self = .int64
        case CT_UINT8: self = .uint8
        case CT_BOOL: self = .bool
        default: self = .float32
        }
    }

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16: 2
        case .uint8, .bool: 1
        }
    }
}
