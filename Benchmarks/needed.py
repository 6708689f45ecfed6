"""The arithmetic a task needs, and the time it would take at the machine's limit."""

import glob

GROUPS, GROUP_SIZE, PROMPT, COMPLETION = 8, 8, 64, 64
TRAIN_ROWS, TRAIN_TOKENS = 16, 128


def weights_a_token(config):
    """Weights that one token is multiplied with in all layers, without the logits."""
    hidden, heads, keys = config["hidden_size"], config["num_attention_heads"], config["num_key_value_heads"]
    size = config.get("head_dim") or hidden // heads
    attention = hidden * size * (heads + 2 * keys) + heads * size * hidden
    return config["num_hidden_layers"] * (attention + 3 * hidden * config["intermediate_size"])


def forward(config, tokens, pairs, logits):
    """Operations of a forward pass: `tokens` through the layers, `pairs` of query and key, `logits` rows."""
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    size = config.get("head_dim") or hidden // heads
    return (2 * weights_a_token(config) * tokens + 4 * config["num_hidden_layers"] * heads * size * pairs
            + 2 * hidden * config["vocab_size"] * logits)


def causal_pairs(length, before=0):
    """Pairs of a query and the keys it sees: `length` positions after `before` others."""
    return length * before + length * (length + 1) // 2


def group_forward(config, groups, size):
    """A prompt once per group, then its completions; logits for completion tokens only."""
    tokens = groups * (PROMPT + size * COMPLETION)
    pairs = groups * (causal_pairs(PROMPT) + size * causal_pairs(COMPLETION, PROMPT))
    return forward(config, tokens, pairs, groups * size * COMPLETION)


def cache_bytes():
    """The last-level cache; 0 where the system does not say."""
    sizes = []
    for path in glob.glob("/sys/devices/system/cpu/cpu0/cache/index*/size"):
        text = open(path).read().strip()
        sizes.append(int(text.rstrip("KM")) * (1024 if text.endswith("K") else 1 << 20 if text.endswith("M") else 1))
    return max(sizes, default=0)


def generation_seconds(config, groups, size, limits):
    """Prefill, then one step a token; a step reads every weight once where they do not fit the cache."""
    flops, bandwidth = 1e9 * max(limits["matmul_gflops"].values()), limits["read_bytes_per_second"]
    weight_bytes = 4 * (weights_a_token(config) + config["hidden_size"] * config["vocab_size"])
    reading = weight_bytes / bandwidth if weight_bytes > limits["cache_bytes"] else 0
    prefill = forward(config, groups * PROMPT, groups * causal_pairs(PROMPT), 0) / flops
    decoding = (group_forward(config, groups, size) / flops - prefill) / COMPLETION
    return prefill + COMPLETION * max(decoding, reading)


def limit_seconds(task, config, limits):
    flops = 1e9 * max(limits["matmul_gflops"].values())
    if task == "train-step":
        one = forward(config, TRAIN_ROWS * TRAIN_TOKENS, TRAIN_ROWS * causal_pairs(TRAIN_TOKENS), TRAIN_ROWS * (TRAIN_TOKENS - 1))
        return 3 * one / flops
    if task == "grpo-step":
        # Sample, then the reference forward, the policy forward and its backward, twice a forward.
        return generation_seconds(config, GROUPS, GROUP_SIZE, limits) + 4 * group_forward(config, GROUPS, GROUP_SIZE) / flops
    groups, size = {"generate-64": (8, 8), "generate-8": (1, 8), "generate-1": (1, 1)}[task]
    return generation_seconds(config, groups, size, limits)
