/// Wrong answers a person in a hurry gives to a question whose answer is a whole number.
enum NearMiss {
    /// Off by one in the ones or in the tens, and whatever else is given (a wrong operation, a forgotten
    /// carry), as long as it is neither negative nor right.
    static func whole(_ answer: Int, also extra: [Int] = []) -> [String] {
        var wrong = [answer + 1, answer - 1]
        if answer > 9 { wrong += [answer + 10, answer - 10] }
        wrong += extra
        return wrong.filter { $0 != answer && $0 >= 0 }.map(String.init)
    }

    /// The sum with every carry dropped: 47 + 38 gives 75.
    static func sumWithoutCarry(_ a: Int, _ b: Int) -> Int {
        var (left, right, place, sum) = (a, b, 1, 0)
        while left > 0 || right > 0 {
            sum += (left % 10 + right % 10) % 10 * place
            (left, right, place) = (left / 10, right / 10, place * 10)
        }
        return sum
    }

    /// The difference with the smaller digit always taken from the larger: 52 − 38 gives 26.
    static func differenceWithoutBorrow(_ a: Int, _ b: Int) -> Int {
        var (left, right, place, sum) = (a, b, 1, 0)
        while left > 0 || right > 0 {
            sum += abs(left % 10 - right % 10) * place
            (left, right, place) = (left / 10, right / 10, place * 10)
        }
        return sum
    }
}
