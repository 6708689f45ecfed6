import Foundation

/// A complex number in double precision, principal branches.
struct Complex: Sendable, Hashable {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double = 0) { (self.real, self.imaginary) = (real, imaginary) }

    static let undefined = Complex(.nan, .nan)

    var isFinite: Bool { real.isFinite && imaginary.isFinite }
    var magnitude: Double { hypot(real, imaginary) }
    var argument: Double { atan2(imaginary, real) }
    /// Whether nothing but rounding keeps it off the real line.
    var isReal: Bool { abs(imaginary) <= 1e-9 * max(1, abs(real)) }

    static func + (a: Complex, b: Complex) -> Complex { Complex(a.real + b.real, a.imaginary + b.imaginary) }
    static func - (a: Complex, b: Complex) -> Complex { Complex(a.real - b.real, a.imaginary - b.imaginary) }
    static prefix func - (a: Complex) -> Complex { Complex(-a.real, -a.imaginary) }

    static func * (a: Complex, b: Complex) -> Complex {
        if a.imaginary == 0, b.imaginary == 0 { return Complex(a.real * b.real) }
        return Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }

    static func / (a: Complex, b: Complex) -> Complex {
        if b.imaginary == 0 { return b.real == 0 ? .undefined : Complex(a.real / b.real, a.imaginary / b.real) }
        let size = b.real * b.real + b.imaginary * b.imaginary
        return Complex(
            (a.real * b.real + a.imaginary * b.imaginary) / size, (a.imaginary * b.real - a.real * b.imaginary) / size)
    }

    var exponential: Complex {
        imaginary == 0 ? Complex(exp(real)) : Complex(exp(real) * cos(imaginary), exp(real) * sin(imaginary))
    }

    var logarithm: Complex { magnitude == 0 ? .undefined : Complex(log(magnitude), argument) }

    var squareRoot: Complex {
        if imaginary == 0 { return real >= 0 ? Complex(real.squareRoot()) : Complex(0, (-real).squareRoot()) }
        let root = magnitude.squareRoot()
        return Complex(root * cos(argument / 2), root * sin(argument / 2))
    }

    func raised(to power: Complex) -> Complex {
        if power.imaginary == 0, imaginary == 0, real > 0 || power.real == power.real.rounded() {
            return real == 0 && power.real < 0 ? .undefined : Complex(pow(real, power.real))
        }
        if magnitude == 0 { return power.real > 0 ? Complex(0) : .undefined }
        if power.imaginary == 0, power.real == power.real.rounded(), abs(power.real) <= 64 {
            var result = Complex(1)
            for _ in 0..<Int(abs(power.real)) { result = result * self }
            return power.real < 0 ? Complex(1) / result : result
        }
        return (logarithm * power).exponential
    }

    var sine: Complex {
        Complex(sin(real) * cosh(imaginary), imaginary == 0 ? 0 : cos(real) * sinh(imaginary))
    }

    var cosine: Complex {
        Complex(cos(real) * cosh(imaginary), imaginary == 0 ? 0 : -sin(real) * sinh(imaginary))
    }

    /// −i·log(iz + √(1 − z²)).
    var arcsine: Complex {
        if imaginary == 0, abs(real) <= 1 { return Complex(asin(real)) }
        let root = (Complex(1) - self * self).squareRoot
        return Complex(0, -1) * (Complex(0, 1) * self + root).logarithm
    }

    /// i/2 · log((i + z)/(i − z)).
    var arctangent: Complex {
        if imaginary == 0 { return Complex(atan(real)) }
        return Complex(0, 0.5) * ((Complex(0, 1) + self) / (Complex(0, 1) - self)).logarithm
    }

    /// Within an absolute and a relative tolerance.
    func isClose(to other: Complex, absolute: Double, relative: Double) -> Bool {
        let difference = (self - other).magnitude
        return difference <= absolute || difference <= relative * max(magnitude, other.magnitude)
    }
}
