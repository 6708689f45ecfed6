#!/usr/bin/env python3
"""Writes Tests/Fixtures: tiny random models and losses with what PyTorch and transformers make of them.

    Benchmarks/peer/setup && .venv-bench/bin/python scripts/make-parity-fixtures.py

Models: Tests/Fixtures/models/NAME/{config.json,model.safetensors,fixtures.json}; the keys are described
in `model_fixtures`. Losses: Tests/Fixtures/objectives.json, described in `objective_fixtures`.
"""

import json
import math
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM

HERE = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
VOCABULARY = 64

COMMON = dict(
    vocab_size=VOCABULARY, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=128, initializer_range=0.02, attention_dropout=0.0,
    bos_token_id=0, eos_token_id=1, pad_token_id=0, use_cache=True, torch_dtype="float32")
SWIGLU = dict(hidden_act="silu", rms_norm_eps=1e-6)
GEMMA = dict(
    hidden_activation="gelu_pytorch_tanh", rms_norm_eps=1e-6, head_dim=12, attention_bias=False, tie_word_embeddings=True)

# Name, what it tests, config.json in the classic form.
MODELS = [
    ("qwen2", "Qwen2: q/k/v biases, GQA 4/2, tied", dict(
        COMMON, **SWIGLU, architectures=["Qwen2ForCausalLM"], model_type="qwen2", rope_theta=1e6,
        use_sliding_window=False, tie_word_embeddings=True)),
    ("qwen3", "Qwen3: q/k norm per head, head_dim 12, untied; config.json as transformers 5 writes it", dict(
        COMMON, **SWIGLU, architectures=["Qwen3ForCausalLM"], model_type="qwen3", rope_theta=1e6, head_dim=12,
        attention_bias=False, tie_word_embeddings=False)),
    ("llama", "Llama 2: untied, one key head a query head", dict(
        COMMON, **SWIGLU, architectures=["LlamaForCausalLM"], model_type="llama", rope_theta=1e4,
        tie_word_embeddings=False) | dict(num_key_value_heads=4)),
    ("llama-rope-llama3", "Llama 3: rope_scaling llama3, original length 16, tied", dict(
        COMMON, **SWIGLU, architectures=["LlamaForCausalLM"], model_type="llama", rope_theta=1e4,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                          original_max_position_embeddings=16), tie_word_embeddings=True)),
    ("mistral", "Mistral: sliding window 8", dict(
        COMMON, **SWIGLU, architectures=["MistralForCausalLM"], model_type="mistral", rope_theta=1e4,
        sliding_window=8, tie_word_embeddings=False)),
    ("gemma", "Gemma 1: scaled embeddings, (1 + w) RMSNorm, GeGLU, head_dim 12, one key head", dict(
        COMMON, **GEMMA, architectures=["GemmaForCausalLM"], model_type="gemma", rope_theta=1e4)
        | dict(num_key_value_heads=1)),
    ("gemma2", "Gemma 2: four norms a layer, soft caps 20 and 10, local and global layers, query scale 1/√24", dict(
        COMMON, **GEMMA, architectures=["Gemma2ForCausalLM"], model_type="gemma2", rope_theta=1e4, sliding_window=8,
        query_pre_attn_scalar=24, attn_logit_softcapping=20.0, final_logit_softcapping=10.0)),
    ("gemma3", "Gemma 3 text: q/k norm, layers 0 and 1 local with rope base 10,000, layer 2 global", dict(
        COMMON, **GEMMA, architectures=["Gemma3ForCausalLM"], model_type="gemma3_text", rope_theta=1e6,
        rope_local_base_freq=1e4, rope_scaling=None, sliding_window=8, sliding_window_pattern=3,
        query_pre_attn_scalar=24, attn_logit_softcapping=None, final_logit_softcapping=None)
        | dict(num_hidden_layers=3, num_key_value_heads=1)),
    ("gpt2", "GPT-2: learned positions, LayerNorm with bias, transposed weights, gelu_new, tied", dict(
        architectures=["GPT2LMHeadModel"], model_type="gpt2", activation_function="gelu_new", attn_pdrop=0.0,
        embd_pdrop=0.0, resid_pdrop=0.0, layer_norm_epsilon=1e-5, initializer_range=0.02, n_ctx=64, n_positions=64,
        n_embd=32, n_head=4, n_layer=2, n_inner=None, vocab_size=VOCABULARY, bos_token_id=0, eos_token_id=1,
        scale_attn_weights=True, use_cache=True, tie_word_embeddings=True, torch_dtype="float32")),
]


def numbers(tensor, digits=9):
    """Nested lists of floats rounded to `digits` significant digits."""
    if isinstance(tensor, torch.Tensor):
        tensor = tensor.tolist()
    if isinstance(tensor, list):
        return [numbers(value, digits) for value in tensor]
    return tensor if isinstance(tensor, int) else float(f"{tensor:.{digits}g}")


def randomise(model, generator):
    """Every parameter is random, biases and norms too, so that a forgotten one shows."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if "norm" in name or ".ln_" in name:
            # Gemma stores its norm weights less one. Strong norms after its layers keep the tied embedding
            # from repeating its own token for ever.
            gemma = model.config.model_type.startswith("gemma")
            centre = 1 if gemma and "post_" in name else 0 if gemma or name.endswith("bias") else 1
            parameter.data = centre + 0.25 * noise
        elif parameter.dim() == 1:
            parameter.data = 0.3 * noise
        elif "embed" in name or "wte" in name or "wpe" in name:
            # Gemma multiplies what it looks up by √hidden.
            parameter.data = (0.2 if model.config.model_type.startswith("gemma") else 0.6) * noise
        else:
            parameter.data = 2 * noise / math.sqrt(model.config.hidden_size)


def greedy(model, prompt, count):
    """The continuation by argmax, its smallest gap between the two best logits; with a cache and without."""
    ids, margin = list(prompt), math.inf
    for _ in range(count):
        logits = model(torch.tensor([ids])).logits[0, -1]
        best = logits.topk(2).values
        margin = min(margin, float(best[0] - best[1]))
        ids.append(int(logits.argmax()))
    cached = model(torch.tensor([prompt]), use_cache=True)
    again = [int(cached.logits[0, -1].argmax())]
    while len(again) < count:
        cached = model(torch.tensor([[again[-1]]]), past_key_values=cached.past_key_values, use_cache=True)
        again.append(int(cached.logits[0, -1].argmax()))
    assert again == ids[len(prompt):], "the cache changes the greedy continuation"
    return ids[len(prompt):], margin


def model_fixtures(name, description, model, seed, generator):
    """Float32, CPU, eager attention.

    `input_ids` (24): `logits_last`, `loss` (mean next-token cross-entropy), `token_logprobs` (23),
    `entropy_per_position` (24, nats), `grad_l2` of that loss by stored parameter; `short_input_ids` (5) and
    `long_input_ids` (40, past the sliding windows and the scaled rope's original length): last logits;
    `adamw`: losses before each of five steps and after the fifth; `greedy`; `left_padded_batch`.
    """
    draw = lambda count: torch.randint(2, VOCABULARY, (count,), generator=generator).tolist()
    ids, short, long, prompt = draw(24), draw(5), draw(40), draw(8)
    last = lambda tokens: model(torch.tensor([tokens])).logits[0, -1]
    with torch.no_grad():
        continuation, margin = greedy(model, prompt, 32)
        if margin < 0.02 or len(set(continuation)) < 10:
            return None
        logits = model(torch.tensor([ids])).logits[0]
        logprobs = logits.log_softmax(-1)
        token_logprobs = logprobs[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
        entropy = -(logprobs.exp() * logprobs).sum(-1)

        padded = [[0] * 19 + short, ids]
        mask = [[0] * 19 + [1] * 5, [1] * 24]
        positions = [[0] * 19 + list(range(5)), list(range(24))]
        batch = model(torch.tensor(padded), attention_mask=torch.tensor(mask), position_ids=torch.tensor(positions)).logits[:, -1]
        seen = [float((batch[0] - last(short)).abs().max()), float((batch[1] - last(ids)).abs().max())]
        assert max(seen) < 1e-4, f"{name}: padding changes the logits by {seen}"
        fixed = dict(
            logits_last=numbers(logits[-1]), short_logits_last=numbers(last(short)), long_logits_last=numbers(last(long)))

    def loss():
        logits = model(torch.tensor([ids])).logits[0, :-1]
        return F.cross_entropy(logits, torch.tensor(ids[1:]))

    model.zero_grad()
    value = loss()
    value.backward()
    gradients = {n: float(p.grad.norm()) for n, p in model.named_parameters()}
    settings = dict(lr=1e-3, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.01)
    before = {n: p.detach().clone() for n, p in model.named_parameters()}
    optimizer = torch.optim.AdamW(model.parameters(), **settings)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        step = loss()
        step.backward()
        optimizer.step()
        losses.append(float(step.detach()))
    losses.append(float(loss().detach()))
    for n, p in model.named_parameters():
        p.data = before[n]

    return dict(
        name=name, description=description, seed=seed,
        reference=f"torch {torch.__version__} CPU float32, transformers {transformers.__version__}, eager attention",
        suggested_tolerance=dict(logits_abs=2e-4, loss_abs=2e-5, grad_norm_rel=1e-3, adamw_loss_abs=5e-4),
        input_ids=ids, logits_last=fixed["logits_last"], short_input_ids=short,
        short_logits_last=fixed["short_logits_last"], long_input_ids=long, long_logits_last=fixed["long_logits_last"],
        loss=numbers(float(value.detach())), token_logprobs=numbers(token_logprobs), entropy_per_position=numbers(entropy),
        grad_l2={n: numbers(g) for n, g in gradients.items()},
        grad_l2_total=numbers(math.sqrt(sum(g * g for g in gradients.values()))),
        adamw=dict(settings, loss_before_each_step_then_after_5=numbers(losses)),
        greedy=dict(prompt=prompt, continuation=continuation, min_top2_margin=numbers(margin, 3),
                    note="argmax for 32 tokens, end-of-sequence ignored; the same with and without a key/value cache"),
        left_padded_batch=dict(input_ids=padded, attention_mask=mask, position_ids=positions,
                               note="last-position logits equal short_logits_last and logits_last",
                               max_abs_difference_seen=numbers(seen, 3)))


def make_model(name, description, config, first_seed):
    folder = HERE / "models" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    loaded = AutoConfig.from_pretrained(folder)
    for seed in range(first_seed, first_seed + 100):
        generator = torch.Generator().manual_seed(seed)
        model = AutoModelForCausalLM.from_config(loaded, attn_implementation="eager").float().eval()
        randomise(model, generator)
        fixtures = model_fixtures(name, description, model, seed, generator)
        if fixtures is not None:
            break
    else:
        raise SystemExit(f"{name}: no seed gives a varied greedy continuation without near-ties")
    state = {n: p.detach().contiguous() for n, p in model.named_parameters()}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    if name == "qwen3":
        loaded.architectures = config["architectures"]
        loaded.save_pretrained(folder)
    (folder / "fixtures.json").write_text(json.dumps(fixtures) + "\n")

    again = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    with torch.no_grad():
        logits = again(torch.tensor([fixtures["input_ids"]])).logits[0, -1]
    difference = float((logits - torch.tensor(fixtures["logits_last"])).abs().max())
    assert difference < 1e-5, f"{name}: the stored model differs by {difference}"
    parameters = sum(p.numel() for p in model.parameters())
    greedy_facts = fixtures["greedy"]
    print(f"{name}: seed {seed}, {parameters} parameters, greedy margin {greedy_facts['min_top2_margin']}, "
          f"{len(set(greedy_facts['continuation']))} distinct tokens, loss {fixtures['loss']}")


def objective_fixtures():
    """Losses and their gradients with respect to the logits, double precision.

    Shapes: N = 4 sequences, T = 5 tokens, V = 6. `mask` [N, T] is 1 on completion tokens. Log-probabilities
    are those of softmax(logits / temperature). `losses` holds, by name: the formula, its settings, `token`
    [N, T] (the value before aggregation, masked places 0), and by aggregation the `value` and the `gradient`
    [N, T, V]. Aggregations: `token_mean` Σ m x / Σ m; `sequence_mean` the mean over sequences of
    Σ m x / Σ m; `constant` Σ m x / (N · `constant_length`). `advantages_from_rewards` has groups of four.
    """
    generator = torch.Generator().manual_seed(20261)
    N, T, V, temperature, length = 4, 5, 6, 0.6, 8
    draw = lambda *shape: torch.randn(*shape, generator=generator, dtype=torch.float64)
    logits = draw(N, T, V).requires_grad_()
    targets = torch.randint(0, V, (N, T), generator=generator)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 0, 0, 0, 0]], dtype=torch.float64)
    advantages = torch.tensor([1.2, -0.7, 0.4, -1.5], dtype=torch.float64)

    logprobs = lambda: (logits / temperature).log_softmax(-1).gather(2, targets[..., None])[..., 0]
    with torch.no_grad():
        start = logprobs()
        old = start + 0.35 * draw(N, T)
        reference = start + 0.4 * draw(N, T)

    A = advantages[:, None]
    ratio = lambda: (logprobs() - old).exp()

    def clipped(low, high):
        r = ratio()
        return -torch.minimum(r * A, r.clamp(1 - low, 1 + high) * A)

    def gspo(low, high):
        log_ratio = ((logprobs() - old) * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)
        s = log_ratio.exp()
        return -torch.minimum(s * A, s.clamp(1 - low, 1 + high) * A).expand(N, T)

    def entropy():
        p = (logits / temperature).log_softmax(-1)
        return -(p.exp() * p).sum(-1)

    k3 = lambda: (reference - logprobs()).exp() - (reference - logprobs()) - 1
    cases = {
        "grpo": ("-min(r A, clip(r, 1-low, 1+high) A), r = exp(logprob - old)", dict(low=0.2, high=0.2), lambda: clipped(0.2, 0.2)),
        "dapo": ("as grpo, the upper bound raised", dict(low=0.2, high=0.28), lambda: clipped(0.2, 0.28)),
        "gspo": ("-min(s A, clip(s, 1-low, 1+high) A), s = exp(masked mean over the sequence of logprob - old)",
                 dict(low=0.1, high=0.12), lambda: gspo(0.1, 0.12)),
        "cispo": ("-stop_gradient(min(r, 1+high)) A logprob", dict(high=0.28),
                  lambda: -ratio().detach().clamp(max=1.28) * A * logprobs()),
        "reinforce": ("-A logprob; with leave-one-out advantages this is RLOO", {}, lambda: -A * logprobs()),
        "k1": ("logprob - ref", {}, lambda: logprobs() - reference),
        "k2": ("(logprob - ref)^2 / 2", {}, lambda: 0.5 * (logprobs() - reference) ** 2),
        "k3": ("exp(ref - logprob) - (ref - logprob) - 1", {}, k3),
        "entropy": ("-sum p log p over the vocabulary at the temperature, nats", {}, entropy),
        "grpo_k3_entropy": ("grpo + beta k3 - entropy_coefficient entropy", dict(low=0.2, high=0.2, beta=0.04, entropy_coefficient=0.01),
                            lambda: clipped(0.2, 0.2) + 0.04 * k3() - 0.01 * entropy()),
    }
    aggregations = {
        "token_mean": lambda x: (x * mask).sum() / mask.sum(),
        "sequence_mean": lambda x: ((x * mask).sum(1) / mask.sum(1)).mean(),
        "constant": lambda x: (x * mask).sum() / (N * length),
    }
    with torch.no_grad():
        r, m = ratio(), mask.bool()
        assert ((r > 1.28) & m & (A > 0)).any() and ((r < 0.8) & m & (A < 0)).any(), "nothing is clipped: take another seed"
        assert ((r > 0.8) & (r < 1.2) & m).any(), "everything is clipped: take another seed"

    losses = {}
    for name, (formula, settings, loss) in cases.items():
        losses[name] = dict(formula=formula, settings=settings, token=numbers(loss().detach() * mask, 12))
        for how, aggregate in aggregations.items():
            value = aggregate(loss())
            (gradient,) = torch.autograd.grad(value, logits)
            losses[name][how] = dict(value=numbers(float(value.detach()), 12), gradient=numbers(gradient, 12))

    rewards = [[1, 0, 0, 1], [0.5, 0.25, 1, 0], [1, 1, 1, 1]]
    groups = []
    for row in rewards:
        r = torch.tensor(row, dtype=torch.float64)
        others = (r.sum() - r) / (len(row) - 1)
        groups.append(dict(
            rewards=row, group_relative=numbers((r - r.mean()) / (r.std() + 1e-6), 12), centred=numbers(r - r.mean(), 12),
            leave_one_out=numbers(r - others, 12)))
    return dict(
        reference=f"torch {torch.__version__} CPU float64 autograd", temperature=temperature, constant_length=length,
        logits=numbers(logits.detach(), 12), targets=targets.tolist(), mask=numbers(mask, 12), advantages=numbers(advantages, 12),
        old_logprobs=numbers(old, 12), ref_logprobs=numbers(reference, 12), logprobs=numbers(start, 12),
        losses=losses, advantages_from_rewards=dict(epsilon=1e-6, deviation="sample, n - 1", groups=groups))


def main():
    torch.set_num_threads(1)
    for place, (name, description, config) in enumerate(MODELS):
        make_model(name, description, config, 100 * (place + 1))
    (HERE / "objectives.json").write_text(json.dumps(objective_fixtures()) + "\n")
    size = sum(f.stat().st_size for f in HERE.rglob("*") if f.is_file())
    print(f"{size} bytes in Tests/Fixtures")
    assert size < 1_000_000


if __name__ == "__main__":
    main()
