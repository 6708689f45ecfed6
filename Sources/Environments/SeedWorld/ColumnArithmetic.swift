/// Written arithmetic for a small model: column by column from the right, each number a copy of a digit
/// or one look-up, and the result so far repeated after every column so that no step looks far back.
///
/// All four begin with the expression itself: `47+38: 7+8=15 so 5, 4+3+1=8 so 85.`
enum ColumnArithmetic {
    /// `a + b`, both at least 0. The last summand of every later column is the carry, 0 included.
    static func addition(_ a: Int, _ b: Int) -> String {
        var text = "\(a)+\(b):"
        var (left, right, carry, place) = (a, b, 0, 1)
        repeat {
            let first = place == 1
            let sum = left % 10 + right % 10 + carry
            text +=
                first ? " \(left % 10)+\(right % 10)=\(sum) so " : ", \(left % 10)+\(right % 10)+\(carry)=\(sum) so "
            (left, right, carry) = (left / 10, right / 10, sum / 10)
            place *= 10
            let last = left == 0 && right == 0
            text += last ? "\(a + b)" : padded((a + b) % place, place)
        } while left > 0 || right > 0
        return text + "."
    }

    /// `a − b`, with a ≥ b ≥ 0. Where the upper digit is too small, ten is added to it at once.
    static func subtraction(_ a: Int, _ b: Int) -> String {
        precondition(a >= b && b >= 0, "\(a) - \(b) is negative")
        var text = "\(a)-\(b):"
        var (left, right, borrow, place) = (a, b, 0, 1)
        repeat {
            let first = place == 1
            var upper = left % 10
            if upper < right % 10 + borrow { upper += 10 }
            let difference = upper - right % 10 - borrow
            text +=
                first
                ? " \(upper)-\(right % 10)=\(difference) so "
                : ", \(upper)-\(right % 10)-\(borrow)=\(difference) so "
            (left, right, borrow) = (left / 10, right / 10, upper > 9 ? 1 : 0)
            place *= 10
            text += left == 0 && right == 0 ? "\(a - b)" : padded((a - b) % place, place)
        } while left > 0 || right > 0
        return text + "."
    }

    /// `digit × number`, the digit 0...9 and the number 0...99.
    static func multiplication(_ digit: Int, _ number: Int) -> String {
        precondition((0...9).contains(digit) && (0...99).contains(number), "\(digit)*\(number) is out of range")
        let ones = digit * (number % 10)
        guard number > 9 else { return "\(digit)*\(number): \(digit)*\(number)=\(ones) so \(ones)." }
        let tens = digit * (number / 10)
        return "\(digit)*\(number): \(digit)*\(number % 10)=\(ones) so \(ones % 10), "
            + "\(digit)*\(number / 10)=\(tens), \(tens)+\(ones / 10)=\(tens + ones / 10) so \(digit * number)."
    }

    /// `number ÷ divisor`, exact, the number 0...99: from the left, each step with what is left over.
    static func division(_ number: Int, _ divisor: Int) -> String {
        precondition(divisor > 0 && number % divisor == 0 && number < 100, "\(number)/\(divisor) is not whole")
        guard number > 9 else {
            return "\(number)/\(divisor): \(number)/\(divisor)=\(number / divisor) so \(number / divisor)."
        }
        let tens = number / 10
        let rest = tens % divisor * 10 + number % 10
        return "\(number)/\(divisor): \(tens)/\(divisor)=\(tens / divisor) left \(tens % divisor), "
            + "\(rest)/\(divisor)=\(rest / divisor) so \(number / divisor)."
    }

    /// The last digits of a result below `place`, leading zeros kept.
    private static func padded(_ value: Int, _ place: Int) -> String {
        var text = "\(value)"
        var bound = place / 10
        while bound > 1, value < bound {
            text = "0" + text
            bound /= 10
        }
        return text
    }
}
