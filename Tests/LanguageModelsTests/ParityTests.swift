import Foundation
import LanguageModels
import TestSupport
import Testing
import Torch

/// Our decoders against `transformers`, on the same weights.
@EngineActor
struct ParityTests {
    private func lastLogits(_ model: Decoder, _ ids: [Int32]) throws -> [Float] {
        try withoutGradients {
            var batch = PackedTokens()
            batch.append(ids)
            let hidden = try model.hidden(batch)
            return try model.logits(hidden.narrowed(0, from: ids.count - 1, length: 1)).floats()
        }
    }

    private func difference(_ a: [Float], _ b: [Float]) -> Double {
        guard a.count == b.count else { return .infinity }
        return zip(a, b).map { abs(Double($0) - Double($1)) }.max() ?? 0
    }

    /// Mean next-token cross-entropy, with gradients.
    private func loss(_ model: Decoder, _ ids: [Int32]) throws -> Tensor {
        var batch = PackedTokens()
        batch.append(ids)
        let hidden = try model.hidden(batch).narrowed(0, from: 0, length: ids.count - 1)
        let targets = try Tensor(ids: Array(ids.dropFirst()))
        return try -model.logprobs(hidden, targets: targets).logprobs.mean()
    }

    @Test(arguments: ParityFixtures.models)
    func `last-position logits agree for short, long and packed inputs`(_ url: URL) throws {
        let fixtures = try ParityFixtures.load(url)
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        let limit = fixtures.suggested_tolerance.logits_abs
        #expect(difference(try lastLogits(model, fixtures.input_ids), fixtures.logits_last) < limit)
        #expect(difference(try lastLogits(model, fixtures.short_input_ids), fixtures.short_logits_last) < limit)
        #expect(difference(try lastLogits(model, fixtures.long_input_ids), fixtures.long_logits_last) < limit)
        // What others pad on the left, we pack: the same two sequences side by side, without padding.
        let padded = fixtures.left_padded_batch
        var batch = PackedTokens()
        for (ids, mask) in zip(padded.input_ids, padded.attention_mask) {
            batch.append(zip(ids, mask).filter { $0.1 == 1 }.map(\.0))
        }
        let logits = try withoutGradients {
            let hidden = try model.hidden(batch)
            return try batch.segments.map { try model.logits(hidden.narrowed(0, from: $0.start + $0.length - 1, length: 1)).floats() }
        }
        #expect(difference(logits[0], fixtures.short_logits_last) < limit)
        #expect(difference(logits[1], fixtures.logits_last) < limit)
    }

    @Test(arguments: ParityFixtures.models)
    func `a prompt shared by completions gives the same logits as computing it for each`(_ url: URL) throws {
        let fixtures = try ParityFixtures.load(url)
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        let ids = fixtures.long_input_ids
        var batch = PackedTokens()
        let prompt = batch.append(Array(ids.prefix(20)))
        batch.append([1, 2, 3], continuing: prompt)
        let whole = batch.append(Array(ids.dropFirst(20)), continuing: prompt)
        let last = batch.segments[whole]
        let logits = try withoutGradients {
            try model.logits(model.hidden(batch).narrowed(0, from: last.start + last.length - 1, length: 1)).floats()
        }
        #expect(difference(logits, fixtures.long_logits_last) < fixtures.suggested_tolerance.logits_abs)
    }

    @Test(arguments: ParityFixtures.models)
    func `a last layer for some rows alone gives their values and all gradients`(_ url: URL) throws {
        let fixtures = try ParityFixtures.load(url)
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        try model.setTrainable(true)
        let ids = fixtures.long_input_ids
        var batch = PackedTokens()
        let prompt = batch.append(Array(ids.prefix(20)))
        batch.append([1, 2, 3], continuing: prompt)
        batch.append(Array(ids.dropFirst(20)), continuing: prompt)
        // Out of order and one of them twice, as a prompt's last row is that several completions start from.
        let rows: [Int64] = [19, 20, 22, 19, Int64(batch.tokens.count - 1)]
        let targets = try Tensor(ids: rows.indices.map { Int32(3 + $0) })
        func score(_ hidden: Tensor) throws -> (logprobs: [Float], gradients: [String: Double]) {
            let scored = try model.logprobs(hidden, targets: targets).logprobs
            try scored.mean().backward()
            defer { for parameter in model.parameters { parameter.clearGradient() } }
            return (try scored.floats(), try model.gradientNorms())
        }
        let whole = try score(model.hidden(batch).selecting(Tensor(rows)))
        let part = try score(model.hidden(batch, at: Tensor(rows)))
        #expect(difference(part.logprobs, whole.logprobs) < 1e-5)
        #expect(Set(part.gradients.keys) == Set(whole.gradients.keys))
        for (name, expected) in whole.gradients {
            #expect(abs((part.gradients[name] ?? -1) - expected) <= 1e-4 * max(expected, 1e-3), "\(name)")
        }
    }

    @Test(arguments: ParityFixtures.models)
    func `loss, token logprobs, entropy and gradient norms agree`(_ url: URL) throws {
        let fixtures = try ParityFixtures.load(url)
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        try model.setTrainable(true)
        let value = try loss(model, fixtures.input_ids)
        #expect(abs(try value.item() - fixtures.loss) < fixtures.suggested_tolerance.loss_abs)
        try value.backward()
        let norms = try model.gradientNorms()
        #expect(Set(norms.keys) == Set(fixtures.grad_l2.keys))
        for (name, expected) in fixtures.grad_l2 {
            let actual = norms[name] ?? -1
            #expect(abs(actual - expected) <= fixtures.suggested_tolerance.grad_norm_rel * max(expected, 1e-3), "\(name): \(actual), expected \(expected)")
        }
        var batch = PackedTokens()
        batch.append(fixtures.input_ids)
        try withoutGradients {
            let hidden = try model.hidden(batch)
            let targets = try Tensor(ids: Array(fixtures.input_ids.dropFirst()) + [0])
            let scored = try model.logprobs(hidden, targets: targets)
            #expect(difference(Array(try scored.logprobs.floats().dropLast()), fixtures.token_logprobs) < 2e-4)
            #expect(difference(try scored.entropy.floats(), fixtures.entropy_per_position) < 2e-4)
        }
    }

    @Test(arguments: ParityFixtures.models)
    func `five AdamW steps give the same losses`(_ url: URL) throws {
        let fixtures = try ParityFixtures.load(url)
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        try model.setTrainable(true)
        let settings = fixtures.adamw
        let optimizer = try AdamW(
            model.parameters,
            settings: .init(
                beta1: settings.betas[0], beta2: settings.betas[1], epsilon: settings.eps, weightDecay: settings.weight_decay))
        var losses: [Double] = []
        for step in 0...5 {
            let value = try loss(model, fixtures.input_ids)
            losses.append(try value.item())
            if step < 5 {
                try value.backward()
                try optimizer.update(learningRate: settings.lr)
            }
        }
        for (actual, expected) in zip(losses, settings.loss_before_each_step_then_after_5) {
            #expect(abs(actual - expected) < fixtures.suggested_tolerance.adamw_loss_abs)
        }
    }

    @Test(arguments: ParityFixtures.models)
    func `what is saved loads again with the same bits`(_ url: URL) throws {
        let model = try Decoder(directory: url, device: DeviceUnderTest.device)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("parity-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try model.save(to: folder)
        let again = try Decoder(directory: folder, device: DeviceUnderTest.device)
        #expect(try again.fingerprint() == model.fingerprint())
    }
}
