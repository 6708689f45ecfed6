#!/usr/bin/env python3
"""TRL's GRPOTrainer: one step of 64 completions of 64 tokens in 8 groups of 8, prompts of 64, beta 0.001.

Settings: `defaults` as TRL comes; `tuned` without gradient checkpointing; `micro8` is tuned with
micro-batches of 8. A reward is 1 when the sum of a completion's ids is even.
"""

import tempfile
import time

import worker

chosen = worker.arguments(__doc__, setting=(["defaults", "tuned", "micro8"], "tuned"))

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

COMPLETIONS = worker.GROUPS * worker.GROUP_SIZE


class OneStepALine(TrainerCallback):
    """Waits for a line before each step and answers after it; the first step is the warm-up."""

    def __init__(self):
        self.steps = 0
        self.start = 0.0

    def on_step_begin(self, args, state, control, **kwargs):
        if self.steps == 1:
            worker.say(ready=True, task="grpo-step", setting=chosen.setting)
        if self.steps > 0 and not worker.asked():
            raise KeyboardInterrupt
        self.start = time.perf_counter()

    def on_step_end(self, args, state, control, **kwargs):
        worker.finished(chosen.device)
        seconds = time.perf_counter() - self.start
        self.steps += 1
        if self.steps > 1:
            worker.say(seconds=seconds, tokens=COMPLETIONS * worker.COMPLETION_TOKENS, peak_bytes=worker.peak_bytes(chosen.device))


def reward(completion_ids, **kwargs):
    for ids in completion_ids:
        assert len(ids) == worker.COMPLETION_TOKENS, f"a completion has {len(ids)} tokens"
    return [float(sum(ids) % 2 == 0) for ids in completion_ids]


model = AutoModelForCausalLM.from_pretrained(chosen.model, dtype=torch.float32)
rows = worker.rows(worker.GROUPS, worker.PROMPT_TOKENS, model.config.vocab_size)
prompts = Dataset.from_dict({"prompt": [" ".join(f"t{i}" for i in row) for row in rows]})
micro = 8 if chosen.setting == "micro8" else COMPLETIONS
settings = {} if chosen.setting == "defaults" else {"gradient_checkpointing": False}
with tempfile.TemporaryDirectory() as folder:
    trainer = GRPOTrainer(
        model=model, reward_funcs=reward, train_dataset=prompts,
        processing_class=AutoTokenizer.from_pretrained(chosen.model, padding_side="left"), callbacks=[OneStepALine()],
        args=GRPOConfig(
            output_dir=folder, use_cpu=chosen.device == "cpu", bf16=False, per_device_train_batch_size=micro,
            gradient_accumulation_steps=COMPLETIONS // micro, num_generations=worker.GROUP_SIZE,
            max_completion_length=worker.COMPLETION_TOKENS, temperature=worker.TEMPERATURE, beta=worker.BETA,
            learning_rate=worker.LEARNING_RATE, max_steps=100_000, generation_kwargs={"min_new_tokens": worker.COMPLETION_TOKENS},
            report_to=[], disable_tqdm=True, logging_strategy="no", save_strategy="no", seed=0, **settings))
    try:
        trainer.train()
    except KeyboardInterrupt:
        pass
