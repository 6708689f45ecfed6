import CTorch

extension Tensor {
    public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor { try binary(CT_ADD, a, b) }
    public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor { try binary(CT_SUB, a, b) }
    public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor { try binary(CT_MUL, a, b) }
    public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor { try binary(CT_DIV, a, b) }
    public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor { try binary(CT_ADD, a, b) }
    public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor { try binary(CT_SUB, a, b) }
    public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor { try binary(CT_MUL, a, b) }
    public static func / (a: Tensor, b: Double) throws(TorchError) -> Tensor { try binary(CT_DIV, a, b) }
    public static prefix func - (a: Tensor) throws(TorchError) -> Tensor { try a.unary(CT_NEG) }

    public func minimum(_ other: Tensor) throws(TorchError) -> Tensor { try Tensor.binary(CT_MINIMUM, self, other) }
    public func maximum(_ other: Tensor) throws(TorchError) -> Tensor { try Tensor.binary(CT_MAXIMUM, self, other) }
    public func minimum(_ other: Double) throws(TorchError) -> Tensor { try Tensor.binary(CT_MINIMUM, self, other) }
    public func maximum(_ other: Double) throws(TorchError) -> Tensor { try Tensor.binary(CT_MAXIMUM, self, other) }
    public func greater(than other: Tensor) throws(TorchError) -> Tensor { try Tensor.binary(CT_GT, self, other) }
    public func greater(than other: Double) throws(TorchError) -> Tensor { try Tensor.binary(CT_GT, self, other) }
    public func less(than other: Double) throws(TorchError) -> Tensor { try Tensor.binary(CT_LT, self, other) }

    public func exp() throws(TorchError) -> Tensor { try unary(CT_EXP) }
    public func log() throws(TorchError) -> Tensor { try unary(CT_LOG) }
    public func tanh() throws(TorchError) -> Tensor { try unary(CT_TANH) }
    public func squareRoot() throws(TorchError) -> Tensor { try unary(CT_SQRT) }
    public func squared() throws(TorchError) -> Tensor { try unary(CT_SQUARE) }
    public func absolute() throws(TorchError) -> Tensor { try unary(CT_ABS) }
    public func silu() throws(TorchError) -> Tensor { try unary(CT_SILU) }
    public func geluTanh() throws(TorchError) -> Tensor { try unary(CT_GELU_TANH) }
    public func sine() throws(TorchError) -> Tensor { try unary(CT_SIN) }
    public func cosine() throws(TorchError) -> Tensor { try unary(CT_COS) }

    public func clamped(_ low: Double, _ high: Double) throws(TorchError) -> Tensor {
        try torchTensor { ct_clamp(handle, low, high, $0) }
    }

    /// `a` where `condition` holds, else `b`.
    public static func choose(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws(TorchError) -> Tensor {
        try torchTensor { ct_where(condition.handle, a.handle, b.handle, $0) }
    }

    /// Multiplies in place, outside autograd.
    public func scale(by factor: Double) throws(TorchError) {
        _ = try torchCall { ct_mul_scalar_(handle, factor, $0) }
    }

    /// Adds `factor · other` in place, outside autograd.
    public func add(_ other: Tensor, times factor: Double = 1) throws(TorchError) {
        _ = try torchCall { ct_add_(handle, other.handle, factor, $0) }
    }

    private static func binary(_ op: ct_binary_op, _ a: Tensor, _ b: Tensor) throws(TorchError) -> Tensor {
        try torchTensor { ct_binary(op, a.handle, b.handle, $0) }
    }

    private static func binary(_ op: ct_binary_op, _ a: Tensor, _ b: Double) throws(TorchError) -> Tensor {
        try torchTensor { ct_binary_scalar(op, a.handle, b, $0) }
    }

    private func unary(_ op: ct_unary_op) throws(TorchError) -> Tensor {
        try torchTensor { ct_unary(op, handle, $0) }
    }
}
