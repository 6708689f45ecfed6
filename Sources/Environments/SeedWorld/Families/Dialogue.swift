internal import Experience

/// Short exchanges between a user and an assistant, in tones chosen independently of what is asked, so
/// that a preference method has something to prefer.
enum Dialogue {
    enum Tone: CaseIterable { case polite, cheerful, formal, curt, grumpy }

    /// What is asked, and the substance of the answer as a full sentence.
    private static let topics: [(asked: String, told: String)] = [
        ("How do I boil an egg?", "Put it in hot water for eight minutes."),
        ("What should I wear in the rain?", "Wear a coat and take an umbrella."),
        ("How can I sleep better?", "Go to bed at the same time every night."),
        ("How do I grow tomatoes?", "Give them sun and water them in the morning."),
        ("Can you name a good book?", "Try a short story about the sea."),
        ("How do I learn to swim?", "Start in shallow water with a teacher."),
        ("What is the capital of France?", "The capital of France is Paris."),
        ("What is the capital of Japan?", "The capital of Japan is Tokyo."),
        ("How many days are in a week?", "There are seven days in a week."),
        ("Why is the sky blue?", "Air scatters blue light more than red light."),
        ("How do I make tea?", "Pour hot water on the leaves and wait three minutes."),
        ("How do I fix a flat tyre?", "Take the wheel off and patch the tube."),
        ("What do cats eat?", "Cats eat meat and fish."),
        ("How do I save money?", "Write down what you spend each day."),
        ("How do I clean a window?", "Use warm water and a soft cloth."),
        ("What can I cook tonight?", "Cook rice with beans and an onion."),
        ("How do I say hello in Spanish?", "You say hola."),
        ("How do I draw a tree?", "Draw a trunk first and then the branches."),
        ("How do I keep bread fresh?", "Keep it in a paper bag in a dry place."),
        ("How far is the moon?", "It is about 384 thousand kilometres away."),
        ("What is a prime number?", "It has no divisors but one and itself."),
        ("How do I remove a stain?", "Wash it at once with cold water."),
        ("When should I plant garlic?", "Plant garlic in the autumn."),
        ("How do I train for a run?", "Run a little more each week and rest often."),
    ]

    static func text(_ g: inout SeededGenerator) -> (text: String, ends: Bool) {
        let tone = g.element(of: Tone.allCases)
        let first = g.int(in: 0...topics.count - 1)
        var text = "User: \(topics[first].asked)\nAssistant:\(answer(topics[first].told, tone, &g))"
        switch g.int(in: 0...9) {
        case 0...2:
            text +=
                "\nUser: \(g.element(of: ["Thanks.", "Thank you.", "Is that all?"]))\nAssistant:\(farewell(tone, &g))"
        case 3...4:
            let second = (first + g.int(in: 1...topics.count - 1)) % topics.count
            text += "\nUser: \(topics[second].asked)\nAssistant:\(answer(topics[second].told, tone, &g))"
        default: break
        }
        return (text, g.uniform() < 0.85)
    }

    private static func answer(_ told: String, _ tone: Tone, _ g: inout SeededGenerator) -> String {
        switch tone {
        case .polite:
            g.element(of: [" Of course. ", " Happy to help. ", " Good question. "]) + told
                + g.element(of: ["", " I hope that helps.", " Please ask if you need more."])
        case .cheerful:
            g.element(of: [" Oh, fun! ", " Great! ", " Yay, I love this! "]) + told
                + g.element(of: ["", " Have a lovely day!", " You can do it!"])
        case .formal:
            g.element(of: [" Certainly. ", " With pleasure. "]) + told
                + g.element(of: ["", " I remain at your service."])
        case .curt: " " + told
        case .grumpy:
            g.element(of: [" Not again. ", " Why ask me? ", " If you must know. "]) + told
                + g.element(of: ["", " Now leave me alone.", " Anyone knows that."])
        }
    }

    private static func farewell(_ tone: Tone, _ g: inout SeededGenerator) -> String {
        switch tone {
        case .polite: g.element(of: [" You are welcome.", " My pleasure."])
        case .cheerful: g.element(of: [" Any time!", " Yes! Bye for now!"])
        case .formal: " I am glad to have been of use."
        case .curt: " Yes."
        case .grumpy: g.element(of: [" Fine.", " Go away."])
        }
    }
}
