extension EvaluationProtocol {
    /// The mathematics protocol of Wang et al. 2025, arXiv:2504.20571: the Qwen2.5-Math evaluator with prompt type
    /// `qwen25-math-cot`, zero-shot, 3,072 tokens. One sample is greedy; several are drawn at temperature 0.6.
    ///
    /// Departures: the evaluator runs the Python of a completion that ends in a code fence and lets the model
    /// go on; we do not.
    static func oneShotRLVR(suite: String, samples: Int) -> EvaluationProtocol {
        EvaluationProtocol(
            name: "\(suite)/one-shot-rlvr",
            source: "Wang et al. 2025, arXiv:2504.20571, Qwen2.5-Eval eval_all_math.sh; no code is run between rounds",
            form: .chat, system: "Please reason step by step, and put your final answer within \\boxed{}.",
            stops: ["</s>", "<|im_end|>", "<|endoftext|>"], temperature: samples == 1 ? 0 : 0.6, samples: samples,
            maxTokens: 3072, extractor: .qwenMaths, grader: .qwenMaths,
            metric: samples == 1 ? .accuracy : .averageAtK)
    }
}
