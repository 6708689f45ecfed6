/// Words that stand behind a number and say of what it is.
enum MathUnits {
    static let words: Set<String> = [
        "degree", "degrees", "unit", "units", "dollar", "dollars", "cent", "cents", "mph", "kph", "cm", "mm", "km", "kg", "mg", "ft", "feet",
        "foot", "inch", "inches", "mile", "miles", "meter", "meters", "metre", "metres", "hour", "hours", "minute", "minutes", "second",
        "seconds", "day", "days", "week", "weeks", "month", "months", "year", "years", "people", "ways", "way", "square", "cubic", "per",
        "sq", "cups", "cup", "pounds", "pound", "lb", "lbs", "oz", "ounces", "gallons", "gallon", "liters", "liter", "students", "apples",
        "points", "point", "times", "yuan", "euros", "euro", "radians", "rad", "grams", "gram", "sec", "min", "hr", "hrs", "yards", "yard",
        "kilometers", "centimeters", "millimeters", "kilograms", "boxes", "marbles", "cards", "balls", "coins", "books", "eggs",
    ]
}
