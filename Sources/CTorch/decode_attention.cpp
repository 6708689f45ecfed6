#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>

#include <cmath>
#include <limits>

// Attention while sampling: one new token a row against its cached keys. That of whole sequences is in attention.cpp.

namespace {

typedef float Eight __attribute__((vector_size(32)));

CT_INLINE Eight load_eight(const float *p) {
  Eight value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

/// q·k in eight lanes, two at a time; left to itself the compiler picks narrow loads.
CT_INLINE float folded_dot(const float *q, const float *k, int64_t head) {
  Eight even = {0}, odd = {0};
  int64_t d = 0;
  for (; d + 16 <= head; d += 16) {
    even += load_eight(q + d) * load_eight(k + d);
    odd += load_eight(q + d + 8) * load_eight(k + d + 8);
  }
  float rest = 0;
  for (; d < head; d++) rest += q[d] * k[d];
  Eight sum = even + odd;
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7])) + rest;
}

/// sums[d] += Σ_j p[j] · v[j][d] for `Width` columns, which stay in registers.
template <int Width>
CT_INLINE void weighted_columns(const float *p, const float *v, int64_t stride, int64_t count, float *sums) {
  float lanes[Width];
  for (int l = 0; l < Width; l++) lanes[l] = sums[l];
  for (int64_t j = 0; j < count; j++)
    for (int l = 0; l < Width; l++) lanes[l] += p[j] * v[j * stride + l];
  for (int l = 0; l < Width; l++) sums[l] = lanes[l];
}

CT_INLINE void weighted_values(const float *p, const float *v, int64_t stride, int64_t count, int64_t head, float *sums) {
  int64_t d = 0;
  for (; d + 32 <= head; d += 32) weighted_columns<32>(p, v + d, stride, count, sums + d);
  for (; d + 8 <= head; d += 8) weighted_columns<8>(p, v + d, stride, count, sums + d);
  for (; d < head; d++) weighted_columns<1>(p, v + d, stride, count, sums + d);
}

/// One query head against prefix and own keys. `scores` has room for both.
CT_MULTIVERSION void decode_row(const float *q, const float *prefix_keys, const float *prefix_values, int64_t prefix_stride,
                                int64_t prefix, const float *keys, const float *values, int64_t stride, int64_t own,
                                int64_t head, float scale, int64_t window, float softcap, float *scores, float *out) {
  int64_t total = prefix + own;
  int64_t begin = window > 0 && total > window ? total - window : 0;
  // The window may start within the prefix or past it.
  int64_t from = std::min(begin, prefix), own_from = std::max<int64_t>(0, begin - prefix);
  for (int64_t j = from; j < prefix; j++) scores[j] = folded_dot(q, prefix_keys + j * prefix_stride, head) * scale;
  for (int64_t j = own_from; j < own; j++) scores[prefix + j] = folded_dot(q, keys + j * stride, head) * scale;
  if (softcap > 0)
    for (int64_t j = begin; j < total; j++) scores[j] = tanhf(scores[j] / softcap) * softcap;
  float peak = -3.4e38f;
  for (int64_t j = begin; j < total; j++) peak = scores[j] > peak ? scores[j] : peak;
  for (int64_t j = begin; j < total; j++) scores[j] = ct::exp_approx(scores[j] - peak);
  float sum = 0;
  for (int64_t j = begin; j < total; j++) sum += scores[j];
  for (int64_t d = 0; d < head; d++) out[d] = 0;
  if (from < prefix)
    weighted_values(scores + from, prefix_values + from * prefix_stride, prefix_stride, prefix - from, head, out);
  weighted_values(scores + prefix + own_from, values + own_from * stride, stride, own - own_from, head, out);
  float inverse = 1.0f / sum;
  for (int64_t d = 0; d < head; d++) out[d] *= inverse;
}

at::Tensor decode_fused(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache, const at::Tensor &prefix,
                        const at::Tensor &rows, int64_t heads, int64_t kv_heads, int64_t head, double scale,
                        int64_t window, double softcap) {
  int64_t count = qkv.size(0), capacity = key_cache.size(1), narrow = kv_heads * head, share = heads / kv_heads;
  auto input = qkv.contiguous();
  auto out = at::empty({count, heads * head}, input.options());
  const float *x = ct::data<float>(input);
  float *kc = ct::mutable_data<float>(key_cache), *vc = ct::mutable_data<float>(value_cache);
  const float *pre = prefix.defined() ? ct::data<float>(prefix) : nullptr;
  const int64_t *table = ct::data<int64_t>(rows);
  float *o = ct::mutable_data<float>(out);
  int64_t width = (heads + 2 * kv_heads) * head;
  ct::parallel_for(0, count * kv_heads, 2, [&](int64_t begin, int64_t end) {
    std::vector<float> scores;
    for (int64_t task = begin; task < end; task++) {
      int64_t i = task / kv_heads, kv = task % kv_heads;
      int64_t slot = table[i * 4], own = table[i * 4 + 1], start = table[i * 4 + 2], length = table[i * 4 + 3];
      float *keys = kc + slot * capacity * narrow + kv * head, *values = vc + slot * capacity * narrow + kv * head;
      const float *k = x + i * width + (heads + kv) * head, *v = k + narrow;
      for (int64_t d = 0; d < head; d++) keys[own * narrow + d] = k[d], values[own * narrow + d] = v[d];
      scores.resize(length + own + 1);
      const float *pk = pre == nullptr ? nullptr : pre + start * 2 * narrow + kv * head;
      for (int64_t h = kv * share; h < (kv + 1) * share; h++) {
        decode_row(x + i * width + h * head, pk, pk == nullptr ? nullptr : pk + narrow, 2 * narrow, length, keys, values,
                   narrow, own + 1, head, static_cast<float>(scale), window, static_cast<float>(softcap), scores.data(),
                   o + i * heads * head + h * head);
      }
    }
  });
  return out;
}

at::Tensor decode_composed(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache,
                           const at::Tensor &prefix, const at::Tensor &rows, int64_t heads, int64_t kv_heads,
                           int64_t head, double scale, int64_t window, double softcap) {
  int64_t count = qkv.size(0), narrow = kv_heads * head, share = heads / kv_heads;
  auto table = rows.to(at::kCPU);
  auto entry = table.accessor<int64_t, 2>();
  int64_t longest_prefix = 0, longest_own = 0;
  for (int64_t i = 0; i < count; i++) {
    longest_prefix = std::max(longest_prefix, entry[i][3]);
    longest_own = std::max(longest_own, entry[i][1] + 1);
  }
  auto device = qkv.device();
  auto r = rows.to(device);
  auto slots = r.select(1, 0), own = r.select(1, 1);
  key_cache.index_put_({slots, own}, qkv.narrow(1, heads * head, narrow));
  value_cache.index_put_({slots, own}, qkv.narrow(1, heads * head + narrow, narrow));
  auto steps = at::arange(longest_own, r.options());
  auto k = key_cache.index_select(0, slots).narrow(1, 0, longest_own);
  auto v = value_cache.index_select(0, slots).narrow(1, 0, longest_own);
  auto distance = own.unsqueeze(1) - steps.unsqueeze(0);
  auto valid = distance.ge(0);
  if (window > 0) valid = valid.logical_and(distance.lt(window));
  if (longest_prefix > 0) {
    auto places = at::arange(longest_prefix, r.options()).unsqueeze(0);
    auto length = r.select(1, 3).unsqueeze(1);
    auto index = (r.select(1, 2).unsqueeze(1) + places).clamp_max(prefix.size(0) - 1);
    auto gathered = prefix.index_select(0, index.reshape(-1)).view({count, longest_prefix, 2 * narrow});
    k = at::cat({gathered.narrow(2, 0, narrow), k}, 1);
    v = at::cat({gathered.narrow(2, narrow, narrow), v}, 1);
    auto allowed = places.lt(length);
    if (window > 0) allowed = allowed.logical_and((length + own.unsqueeze(1) - places).lt(window));
    valid = at::cat({allowed, valid}, 1);
  }
  int64_t total = k.size(1);
  auto kh = k.view({count, total, kv_heads, head}).permute({0, 2, 1, 3});
  auto vh = v.view({count, total, kv_heads, head}).permute({0, 2, 1, 3});
  auto q = qkv.narrow(1, 0, heads * head).view({count, kv_heads, share, head});
  auto scores = at::matmul(q, kh.transpose(2, 3)).to(at::kFloat) * scale;
  if (softcap > 0) scores = at::tanh(scores / softcap) * softcap;
  scores = scores.masked_fill(valid.logical_not().view({count, 1, 1, total}), -std::numeric_limits<float>::infinity());
  return at::matmul(at::softmax(scores, -1).to(qkv.scalar_type()), vh).reshape({count, heads * head});
}

}  // namespace

extern "C" {

ct_tensor ct_decode_attention(ct_tensor qkv, ct_tensor key_cache, ct_tensor value_cache, ct_tensor prefix,
                              ct_tensor rows, int64_t heads, int64_t kv_heads, int64_t head_size, double scale,
                              int64_t window, double softcap, char **error) {
  return ct::tensor_call(error, [&] {
    at::NoGradGuard guard;
    at::Tensor k = ct::get(key_cache), v = ct::get(value_cache), pre = ct::optional(prefix);
    const at::Tensor &x = ct::get(qkv);
    auto decode = ct::fusible(x) ? decode_fused : decode_composed;
    return decode(x, k, v, pre, ct::get(rows), heads, kv_heads, head_size, scale, window, softcap);
  });
}
}
