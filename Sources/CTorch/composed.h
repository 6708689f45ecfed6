// What our kernels do on the CPU in fp32, made of LibTorch's operators: for other devices and other element types.
#pragma once

#include "attention.h"
#include "internal.h"

namespace ct {

/// `ct_segment_attention`; `prefix` may be undefined.
at::Tensor composed_segment_attention(const at::Tensor &qkv, const at::Tensor &prefix, const at::Tensor &segments,
                                      const Heads &heads);

/// `ct_decode_attention`; `prefix` may be undefined.
at::Tensor composed_decode_attention(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache,
                                     const at::Tensor &prefix, const at::Tensor &rows, const Heads &heads);

/// `ct_token_logprobs`: log-probabilities and entropies, both `[N]`.
std::vector<at::Tensor> composed_token_logprobs(const at::Tensor &hidden, const at::Tensor &weight,
                                                const at::Tensor &targets, double temperature, double softcap);

/// `ct_sample`.
void composed_sample(const at::Tensor &logits, double temperature, int64_t top_k, double top_p, double min_p,
                     const double *uniforms, int64_t *ids, float *logprobs);

}  // namespace ct
