import Foundation
import Torch

/// Cosines and sines of a rotary embedding, by position; grown as longer inputs come.
///
/// Su et al. 2021, arXiv:2104.09864, in the half-split form of Hugging Face models. Angles are computed in
/// single precision, as the reference implementation does.
final class RotaryEmbedding {
    private let frequencies: [Float]
    private let device: Device
    private var length = 0
    private var cosines: Tensor?
    private var sines: Tensor?

    init(_ settings: RotarySettings, headSize: Int, device: Device) {
        frequencies = (0..<headSize / 2).map { index in
            let frequency = 1 / pow(Float(settings.base), Float(2 * index) / Float(headSize))
            return Self.scaled(frequency, settings.scaling)
        }
        self.device = device
    }

    private static func scaled(_ frequency: Float, _ scaling: RotarySettings.Scaling) -> Float {
        switch scaling {
        case .none: return frequency
        case .linear(let factor): return frequency / Float(factor)
        case .llama3(let factor, let low, let high, let original):
            let wavelength = 2 * Double.pi / Double(frequency)
            if wavelength < original / high { return frequency }
            if wavelength > original / low { return frequency / Float(factor) }
            let smooth = (original / wavelength - low) / (high - low)
            return Float((1 - smooth) * Double(frequency) / factor + smooth * Double(frequency))
        }
    }

    /// Rows `[N, D/2]` for positions (int64 `[N]`, all below `limit`).
    func rows(_ positions: Tensor, limit: Int) throws(TorchError) -> (cosine: Tensor, sine: Tensor) {
        if let cosines, let sines, limit <= length {
            return (try cosines.selecting(positions), try sines.selecting(positions))
        }
        length = max(256, limit + limit / 2)
        var c: [Float] = []
        var s: [Float] = []
        c.reserveCapacity(length * frequencies.count)
        s.reserveCapacity(length * frequencies.count)
        for position in 0..<length {
            for frequency in frequencies {
                let angle = Float(position) * frequency
                c.append(cos(angle))
                s.append(sin(angle))
            }
        }
        let cosines = try Tensor(c, shape: [length, frequencies.count]).to(device)
        let sines = try Tensor(s, shape: [length, frequencies.count]).to(device)
        self.cosines = cosines
        self.sines = sines
        return (try cosines.selecting(positions), try sines.selecting(positions))
    }
}
