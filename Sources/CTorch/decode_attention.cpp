#include "composed.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <cmath>

// Attention while sampling: one new token a row against its cached keys. That of whole sequences is in attention.cpp.

namespace {

typedef float Eight __attribute__((vector_size(32)));

CT_INLINE Eight load_eight(const float *p) {
  Eight value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

/// q·k for heads that share the key, in eight lanes, two at a time; left to itself the compiler picks narrow loads.
template <int Heads>
CT_INLINE void folded_dots(const float *q, const float *k, int64_t head, float scale, float *scores, int64_t stride) {
  Eight even[Heads], odd[Heads];
  float rest[Heads];
  for (int h = 0; h < Heads; h++) even[h] = odd[h] = Eight{0}, rest[h] = 0;
  int64_t d = 0;
  for (; d + 16 <= head; d += 16) {
    Eight low = load_eight(k + d), high = load_eight(k + d + 8);
    for (int h = 0; h < Heads; h++) {
      even[h] += load_eight(q + h * head + d) * low;
      odd[h] += load_eight(q + h * head + d + 8) * high;
    }
  }
  for (; d < head; d++)
    for (int h = 0; h < Heads; h++) rest[h] += q[h * head + d] * k[d];
  for (int h = 0; h < Heads; h++) {
    Eight sum = even[h] + odd[h];
    float folded = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    scores[h * stride] = (folded + rest[h]) * scale;
  }
}

/// Rows of keys or of values; another task's rows are asked for while these are read, `ahead` floats from them.
struct Rows {
  const float *data;
  int64_t stride, begin, end;
  int64_t ahead;

  __attribute__((always_inline)) const float *at(int64_t j, int64_t head) const {
    const float *row = data + j * stride;
    for (int64_t d = 0; ahead != 0 && d < head; d += 16) __builtin_prefetch(row + ahead + d, 0, 2);
    return row;
  }
};

/// sums[h][d] += Σ_j p[h][j] · v[j][d] for `Width` columns, which stay in registers.
template <int Heads, int Width>
CT_INLINE void weighted_columns(const float *p, int64_t total, const Rows &v, int64_t d, int64_t head, float *sums) {
  float lanes[Heads][Width];
  for (int h = 0; h < Heads; h++)
    for (int l = 0; l < Width; l++) lanes[h][l] = sums[h * head + d + l];
  for (int64_t j = v.begin; j < v.end; j++) {
    const float *row = v.at(j, d == 0 ? head : 0) + d;
    for (int h = 0; h < Heads; h++)
      for (int l = 0; l < Width; l++) lanes[h][l] += p[h * total + j] * row[l];
  }
  for (int h = 0; h < Heads; h++)
    for (int l = 0; l < Width; l++) sums[h * head + d + l] = lanes[h][l];
}

template <int Heads>
CT_INLINE void weighted_values(const float *p, int64_t total, const Rows &v, int64_t head, float *sums) {
  int64_t d = 0;
  for (; d + 64 <= head; d += 64) weighted_columns<Heads, 64>(p, total, v, d, head, sums);
  for (; d + 8 <= head; d += 8) weighted_columns<Heads, 8>(p, total, v, d, head, sums);
  for (; d < head; d++) weighted_columns<Heads, 1>(p, total, v, d, head, sums);
}

/// What one row of the batch sees: `prefix` rows of its prompt, then its own, `total` in all.
struct Seen {
  Rows prefix_keys, prefix_values, keys, values;
  int64_t prefix, total;
};

/// Query heads that share their keys, against those of the prefix and their own. `scores` has room for all.
template <int Heads>
CT_INLINE void decode_together(const float *q, const Seen &seen, const ct::Heads &shape, float *scores, float *out) {
  int64_t prefix = seen.prefix, total = seen.total, head = shape.size;
  float scale = static_cast<float>(shape.scale), softcap = static_cast<float>(shape.softcap);
  int64_t begin = seen.prefix_keys.begin < seen.prefix_keys.end ? seen.prefix_keys.begin : prefix + seen.keys.begin;
  for (int64_t j = seen.prefix_keys.begin; j < seen.prefix_keys.end; j++)
    folded_dots<Heads>(q, seen.prefix_keys.at(j, head), head, scale, scores + j, total);
  for (int64_t j = seen.keys.begin; j < seen.keys.end; j++)
    folded_dots<Heads>(q, seen.keys.at(j, head), head, scale, scores + prefix + j, total);
  float sums[Heads];
  for (int h = 0; h < Heads; h++) {
    float *row = scores + h * total;
    if (softcap > 0)
      for (int64_t j = begin; j < total; j++) row[j] = tanhf(row[j] / softcap) * softcap;
    float peak = -3.4e38f, sum = 0;
    for (int64_t j = begin; j < total; j++) peak = row[j] > peak ? row[j] : peak;
    for (int64_t j = begin; j < total; j++) row[j] = ct::exp_approx(row[j] - peak);
    for (int64_t j = begin; j < total; j++) sum += row[j];
    sums[h] = sum;
    for (int64_t d = 0; d < head; d++) out[h * head + d] = 0;
  }
  weighted_values<Heads>(scores, total, seen.prefix_values, head, out);
  weighted_values<Heads>(scores + prefix, total, seen.values, head, out);
  for (int h = 0; h < Heads; h++) {
    float inverse = 1.0f / sums[h];
    for (int64_t d = 0; d < head; d++) out[h * head + d] *= inverse;
  }
}

/// Heads whose scores are held at a time.
constexpr int64_t kTogether = 2;

/// The same for all that share them.
CT_MULTIVERSION void decode_heads(const float *q, Seen seen, const ct::Heads &shape, float *scores, float *out) {
  int64_t heads = shape.share();
  while (heads > 0) {
    int64_t now = std::min(heads, kTogether);
    if (now == kTogether) {
      decode_together<kTogether>(q, seen, shape, scores, out);
    } else {
      decode_together<1>(q, seen, shape, scores, out);
    }
    heads -= now, q += now * shape.size, out += now * shape.size;
    seen.keys.ahead = seen.values.ahead = 0;  // asked for by now
  }
}

at::Tensor decode_fused(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache, const at::Tensor &prefix,
                        const at::Tensor &rows, const ct::Heads &shape) {
  int64_t heads = shape.queries, kv_heads = shape.keys, head = shape.size, share = shape.share(), window = shape.window;
  int64_t count = qkv.size(0), capacity = key_cache.size(1), narrow = kv_heads * head, width = shape.width();
  auto input = qkv.contiguous();
  auto out = at::empty({count, heads * head}, input.options());
  const float *x = ct::data<float>(input);
  float *kc = ct::mutable_data<float>(key_cache), *vc = ct::mutable_data<float>(value_cache);
  const float *pre = prefix.defined() ? ct::data<float>(prefix) : nullptr;
  const int64_t *table = ct::data<int64_t>(rows);
  float *o = ct::mutable_data<float>(out);
  ct::parallel_for(0, count * kv_heads, 2, [&](int64_t begin, int64_t end) {
    std::vector<float> scores;
    for (int64_t task = begin; task < end; task++) {
      int64_t i = task / kv_heads, kv = task % kv_heads;
      int64_t slot = table[i * 4], own = table[i * 4 + 1], start = table[i * 4 + 2], length = table[i * 4 + 3];
      int64_t place = slot * capacity * narrow + kv * head, total = length + own + 1;
      const float *k = x + i * width + (heads + kv) * head, *v = k + narrow;
      for (int64_t d = 0; d < head; d++) kc[place + own * narrow + d] = k[d], vc[place + own * narrow + d] = v[d];
      scores.resize(kTogether * total);
      // The window may start within the prefix or past it.
      int64_t first = window > 0 && total > window ? total - window : 0;
      int64_t from = std::min(first, length), own_from = std::max<int64_t>(0, first - length);
      const float *pk = pre == nullptr ? nullptr : pre + start * 2 * narrow + kv * head;
      const float *pv = pre == nullptr ? nullptr : pk + narrow;
      int64_t next = task + 1, ahead = 0;
      if (next < end) ahead = (table[next / kv_heads * 4] - slot) * capacity * narrow + (next % kv_heads - kv) * head;
      Seen seen{{pk, 2 * narrow, from, length, 0}, {pv, 2 * narrow, from, length, 0},
                {kc + place, narrow, own_from, own + 1, ahead}, {vc + place, narrow, own_from, own + 1, ahead}, length, total};
      decode_heads(x + i * width + kv * share * head, seen, shape, scores.data(), o + i * heads * head + kv * share * head);
    }
  });
  return out;
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
    ct::Heads shape{heads, kv_heads, head_size, scale, window, softcap};
    auto attend = ct::fusible(x) ? decode_fused : ct::composed_decode_attention;
    return attend(x, k, v, pre, ct::get(rows), shape);
  });
}
}
