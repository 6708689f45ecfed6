#!/usr/bin/env python3
"""A transformers model in a plain loop: forward, backward, fused AdamW on 16 rows of 128 tokens, eager."""

import worker

chosen = worker.arguments(__doc__)

import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(chosen.model, dtype=torch.float32).to(chosen.device).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01, fused=True)
batch = torch.tensor(worker.rows(worker.TRAIN_ROWS, worker.TRAIN_TOKENS, model.config.vocab_size), device=chosen.device)


def repetition():
    loss = model(input_ids=batch, labels=batch, use_cache=False).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return {"tokens": batch.numel(), "loss": float(loss.detach())}


worker.serve("train-step", "eager, fused AdamW", repetition, chosen.device, warm_ups=2)
