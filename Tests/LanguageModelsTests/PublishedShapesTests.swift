import LanguageModels
import Testing

struct PublishedShapesTests {
    /// The totals that the publishers' safetensors files name.
    static let parameters = [
        "Qwen/Qwen2.5-0.5B": 494_032_768, "Qwen/Qwen2.5-1.5B": 1_543_714_304, "Qwen/Qwen2.5-3B": 3_085_938_688,
        "Qwen/Qwen2.5-7B": 7_615_616_512, "Qwen/Qwen2.5-14B": 14_770_033_664, "Qwen/Qwen3-0.6B": 596_049_920,
        "Qwen/Qwen3-1.7B": 1_720_574_976, "Qwen/Qwen3-4B": 4_022_468_096, "Qwen/Qwen3-8B": 8_190_735_360,
        "meta-llama/Llama-3.2-1B": 1_235_814_400, "meta-llama/Llama-3.2-3B": 3_212_749_824,
        "meta-llama/Llama-3.1-8B": 8_030_261_248, "mistralai/Mistral-7B-v0.1": 7_241_732_096,
        "HuggingFaceTB/SmolLM2-135M": 134_515_008, "HuggingFaceTB/SmolLM2-360M": 361_821_120,
        "HuggingFaceTB/SmolLM2-1.7B": 1_711_376_384,
    ]

    @Test(arguments: PublishedShapes.names)
    func `a shape has the published number of parameters`(name: String) throws {
        #expect(try #require(PublishedShapes.configuration(name)).parameterCount == Self.parameters[name])
    }

    @Test func `a relative has the shape of its base, a stranger none`() {
        #expect(PublishedShapes.configuration("Qwen/Qwen2.5-Math-1.5B")?.parameterCount == 1_543_714_304)
        #expect(PublishedShapes.configuration("Qwen/Qwen2.5-Coder-7B-Instruct")?.parameterCount == 7_615_616_512)
        #expect(PublishedShapes.configuration("someone/unknown-9B") == nil)
    }
}
