#!/usr/bin/env python3
"""Writes the benchmark's models, random weights in Hugging Face form: make_models.py FOLDER SIZE… → FOLDER/SIZE."""

import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

SIZES = {
    "S0": dict(hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, intermediate_size=352, vocab_size=512),
    "S1": dict(hidden_size=512, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=4, intermediate_size=1408, vocab_size=8192),
    # Qwen2.5-0.5B's shape, for machines with a GPU.
    "S2": dict(hidden_size=896, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2, intermediate_size=4864, vocab_size=151936),
}


def make(name, folder):
    torch.manual_seed(0)
    config = Qwen2Config(
        **SIZES[name], max_position_embeddings=512, rope_theta=1e6, tie_word_embeddings=True, use_sliding_window=False,
        bos_token_id=1, eos_token_id=2, pad_token_id=0)
    model = Qwen2ForCausalLM(config)
    model.generation_config.pad_token_id = 0
    model.save_pretrained(folder)
    classic = json.loads((folder / "config.json").read_text())
    classic["rope_theta"] = 1e6
    (folder / "config.json").write_text(json.dumps(classic, indent=2) + "\n")
    # One word a token, `t0` to `tN`, so that TRL, which wants text, gets the very ids that the others get.
    words = Tokenizer(models.WordLevel({f"t{i}": i for i in range(config.vocab_size)}, unk_token="t0"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=words, pad_token="t0", bos_token="t1", eos_token="t2").save_pretrained(folder)
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters in {folder}", file=sys.stderr)


if __name__ == "__main__":
    for size in sys.argv[2:]:
        place = Path(sys.argv[1]) / size
        place.mkdir(parents=True, exist_ok=True)
        make(size, place)
