#!/usr/bin/env python3
"""transformers `generate`: 64 completions in 8 groups, 8 in one group, or 1; 64 tokens after a prompt of 64."""

import worker

COMPLETIONS = {"generate-64": (8, 8), "generate-8": (1, 8), "generate-1": (1, 1)}

chosen = worker.arguments(__doc__, task=(list(COMPLETIONS), "generate-64"))

import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(chosen.model, dtype=torch.float32).to(chosen.device).eval()
groups, size = COMPLETIONS[chosen.task]
prompts = torch.tensor(worker.rows(groups, worker.PROMPT_TOKENS, model.config.vocab_size), device=chosen.device).repeat_interleave(size, 0)


def repetition():
    with torch.inference_mode():
        ids = model.generate(
            prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=worker.TEMPERATURE, top_k=0, top_p=1.0,
            min_new_tokens=worker.COMPLETION_TOKENS, max_new_tokens=worker.COMPLETION_TOKENS)
    new = ids.shape[1] - prompts.shape[1]
    assert new == worker.COMPLETION_TOKENS, f"{new} new tokens"
    return {"tokens": groups * size * new}


worker.serve(chosen.task, "defaults", repetition, chosen.device)
