/// What a run is made from, every default filled in.
public struct Recipe: Sendable {
    public enum Device: String, RecipeChoice { case auto, cpu, cuda, mps }

    /// The keys at the top of the file that are not sections.
    public struct Head: RecipeSection, Hashable {
        /// Names the run's folder.
        public var name: String?
        /// Of everything drawn at random.
        public var seed: UInt64 = 0
        public var device = Device.auto
        /// `null` takes all cores.
        public var threads: Int?
        /// Twins to train beside the run.
        public var controls: [ControlName] = []

        public init() {}

        public static let fields: [RecipeField<Head>] = [
            .init(optional: "name", \.name, RecipeCheck(Self.fault)),
            .init("seed", \.seed),
            .init("device", \.device),
            .init(
                optional: "threads", \.threads, .atLeast(1, "something has to run"),
                .atMost(4096, "no machine has more")),
            .init("controls", \.controls),
        ]

        @Sendable private static func fault(_ name: String) -> String? {
            let allowed = name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "-_.".unicodeScalars.contains(scalar))
            }
            return allowed && !name.isEmpty && name.first != "." && name.utf8.count <= 100
                ? nil : "\(name.prefix(120)) cannot name a folder; use up to 100 letters, digits, - _ and . (not first)"
        }
    }

    public var head = Head()
    public var model = ModelSettings()
    public var data = DataSettings()
    public var method: any MethodSettings
    public var sampling = SamplingSettings()
    public var optimizer = OptimizerSettings()
    public var training = TrainingSettings()
    public var evaluation = EvaluationSettings()
    public var proof = ProofSettings()

    public init(method: any MethodSettings) {
        self.method = method
    }

    public var name: String { head.name ?? type(of: method).methodName }
    public var seed: UInt64 { head.seed }
    public var methodName: String { type(of: method).methodName }

    /// The method's settings, where it is the method asked for.
    public func settings<Settings: MethodSettings>(as type: Settings.Type = Settings.self) -> Settings? {
        method as? Settings
    }

    /// Every key with its value. Read back, it gives this recipe again.
    public var resolved: ResolvedValue {
        guard case .section(let head) = head.resolved, case .section(let own) = method.resolved else { return .null }
        let method: [(key: String, value: ResolvedValue)] = [(key: "name", value: .text(methodName))] + own
        return .section(
            head + [
                (key: "model", value: model.resolved), (key: "data", value: data.resolved),
                (key: "method", value: .section(method)), (key: "sampling", value: sampling.resolved),
                (key: "optimizer", value: optimizer.resolved), (key: "training", value: training.resolved),
                (key: "evaluation", value: evaluation.resolved), (key: "proof", value: proof.resolved),
            ])
    }

    static let sectionKeys = [
        "extends", "model", "data", "method", "sampling", "optimizer", "training", "evaluation", "proof",
    ]
}
