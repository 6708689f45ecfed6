#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>

using ct::Matrix;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

struct Segment {
  int64_t start, length, prefix, prefix_length;
};

struct Shape {
  int64_t rows, heads, kv_heads, head, window;
  float scale;
  int64_t width() const { return (heads + 2 * kv_heads) * head; }
};

/// Segments that share rows of keys, so that one task owns all gradients it adds to.
std::vector<std::vector<Segment>> components(const at::Tensor &segments) {
  auto table = segments.accessor<int64_t, 2>();
  int64_t count = segments.size(0);
  std::vector<std::vector<Segment>> result;
  std::vector<std::pair<int64_t, size_t>> owners;  // start of an unprefixed segment, its component
  for (int64_t s = 0; s < count; s++) {
    Segment segment{table[s][0], table[s][1], table[s][2], table[s][3]};
    if (segment.length == 0) continue;
    if (segment.prefix_length == 0) {
      owners.emplace_back(segment.start, result.size());
      result.push_back({segment});
      continue;
    }
    bool found = false;
    for (size_t k = owners.size(); k-- > 0;) {
      if (owners[k].first == segment.prefix) {
        result[owners[k].second].push_back(segment);
        found = true;
        break;
      }
    }
    TORCH_CHECK(found, "segment ", s, " names a prefix at row ", segment.prefix, " that no earlier segment starts");
  }
  return result;
}

constexpr int64_t kQueries = 64;

/// Softmax over the allowed part of a block of scores; rows are query first+i of a segment with `prefix` keys before.
CT_MULTIVERSION void softmax_block(float *scores, int64_t stride, int64_t count, int64_t first, int64_t prefix,
                                   int64_t keys, int64_t window, float scale, float *lse) {
  for (int64_t i = 0; i < count; i++) {
    float *row = scores + i * stride;
    int64_t last = prefix + first + i;  // the key of the query itself
    int64_t begin = window > 0 && last - window + 1 > 0 ? last - window + 1 : 0;
    float peak = row[last];
    for (int64_t j = begin; j <= last; j++) peak = row[j] > peak ? row[j] : peak;
    float lanes[16] = {0};
    int64_t j = begin;
    for (; j + 16 <= last + 1; j += 16)
      for (int k = 0; k < 16; k++) {
        float e = ct::exp_approx((row[j + k] - peak) * scale);
        row[j + k] = e;
        lanes[k] += e;
      }
    for (; j <= last; j++) {
      float e = ct::exp_approx((row[j] - peak) * scale);
      row[j] = e;
      lanes[0] += e;
    }
    float sum = 0;
    for (int k = 0; k < 16; k++) sum += lanes[k];
    float inverse = 1.0f / sum;
    for (j = begin; j <= last; j++) row[j] *= inverse;
    for (j = 0; j < begin; j++) row[j] = 0;
    for (j = last + 1; j < keys; j++) row[j] = 0;
    lse[i] = peak * scale + logf(sum);
  }
}

/// scores := exp(scale · scores − lse) where allowed, else 0.
CT_MULTIVERSION void probabilities_block(float *scores, int64_t stride, int64_t count, int64_t first, int64_t prefix,
                                         int64_t keys, int64_t window, float scale, const float *lse) {
  for (int64_t i = 0; i < count; i++) {
    float *row = scores + i * stride;
    int64_t last = prefix + first + i;
    int64_t begin = window > 0 && last - window + 1 > 0 ? last - window + 1 : 0;
    float offset = lse[i];
    for (int64_t j = 0; j < begin; j++) row[j] = 0;
    for (int64_t j = begin; j <= last; j++) row[j] = ct::exp_approx(row[j] * scale - offset);
    for (int64_t j = last + 1; j < keys; j++) row[j] = 0;
  }
}

/// gradient := p ∘ (gradient − delta) · scale, row by row.
CT_MULTIVERSION void score_gradients(float *gradient, const float *p, int64_t stride, int64_t count, int64_t keys,
                                     const float *delta, float scale) {
  for (int64_t i = 0; i < count; i++) {
    float *g = gradient + i * stride;
    const float *pi = p + i * stride;
    float d = delta[i];
    for (int64_t j = 0; j < keys; j++) g[j] = pi[j] * (g[j] - d) * scale;
  }
}

CT_MULTIVERSION float dot(const float *a, const float *b, int64_t n) {
  float lanes[16] = {0};
  int64_t j = 0;
  for (; j + 16 <= n; j += 16)
    for (int k = 0; k < 16; k++) lanes[k] += a[j + k] * b[j + k];
  for (; j < n; j++) lanes[0] += a[j] * b[j];
  float sum = 0;
  for (int k = 0; k < 16; k++) sum += lanes[k];
  return sum;
}

// Strides are in floats.
/// c[m,n] = a[m,k] · b[n,k]ᵀ
void product_nt(int64_t m, int64_t n, int64_t k, const float *a, int64_t lda, const float *b, int64_t ldb, bool add,
                float *c, int64_t ldc) {
  ct::product_here(m, n, k, Matrix::rows(a, lda), Matrix::rows(b, ldb).transposed(), c, ldc, add ? ct::Start{c, ldc} : ct::Start{});
}
/// c[m,n] = a[m,k] · b[k,n]
void product_nn(int64_t m, int64_t n, int64_t k, const float *a, int64_t lda, const float *b, int64_t ldb, bool add,
                float *c, int64_t ldc) {
  ct::product_here(m, n, k, Matrix::rows(a, lda), Matrix::rows(b, ldb), c, ldc, add ? ct::Start{c, ldc} : ct::Start{});
}
/// c[m,n] = a[k,m]ᵀ · b[k,n]
void product_tn(int64_t m, int64_t n, int64_t k, const float *a, int64_t lda, const float *b, int64_t ldb, bool add,
                float *c, int64_t ldc) {
  ct::product_here(m, n, k, Matrix::rows(a, lda).transposed(), Matrix::rows(b, ldb), c, ldc, add ? ct::Start{c, ldc} : ct::Start{});
}

struct SegmentAttention : public torch::autograd::Function<SegmentAttention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &segments,
                            int64_t heads, int64_t kv_heads, int64_t head, double scale, int64_t window) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto qkv = input.contiguous();
    Shape shape{qkv.size(0), heads, kv_heads, head, window, static_cast<float>(scale)};
    auto out = at::zeros({shape.rows, heads * head}, qkv.options());
    auto lse = at::zeros({heads, shape.rows}, qkv.options());
    auto groups = components(segments);
    const float *x = ct::data<float>(qkv);
    float *o = ct::mutable_data<float>(out), *l = ct::mutable_data<float>(lse);
    int64_t width = shape.width(), wide = heads * head, share = heads / kv_heads;
    // A task is one segment and head: nothing is written twice.
    std::vector<Segment> all;
    for (auto &group : groups) all.insert(all.end(), group.begin(), group.end());
    ct::parallel_for(0, static_cast<int64_t>(all.size()) * heads, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> scores;
      for (int64_t task = begin; task < end; task++) {
        const Segment &s = all[task / heads];
        int64_t h = task % heads;
        const float *q = x + h * head, *k = x + (heads + h / share) * head, *v = k + kv_heads * head;
        for (int64_t first = 0; first < s.length; first += kQueries) {
          int64_t count = std::min(kQueries, s.length - first);
          int64_t own = first + count, keys = s.prefix_length + own;
          scores.resize(count * keys);
          const float *block = q + (s.start + first) * width;
          if (s.prefix_length > 0)
            product_nt(count, s.prefix_length, head, block, width, k + s.prefix * width, width, false, scores.data(), keys);
          product_nt(count, own, head, block, width, k + s.start * width, width, false, scores.data() + s.prefix_length, keys);
          softmax_block(scores.data(), keys, count, first, s.prefix_length, keys, window, shape.scale,
                        l + h * shape.rows + s.start + first);
          float *target = o + (s.start + first) * wide + h * head;
          bool add = false;
          if (s.prefix_length > 0) {
            product_nn(count, head, s.prefix_length, scores.data(), keys, v + s.prefix * width, width, false, target, wide);
            add = true;
          }
          product_nn(count, head, own, scores.data() + s.prefix_length, keys, v + s.start * width, width, add, target, wide);
        }
      }
    });
    context->save_for_backward({qkv, segments, out, lse});
    context->saved_data["heads"] = heads;
    context->saved_data["kv_heads"] = kv_heads;
    context->saved_data["head"] = head;
    context->saved_data["scale"] = scale;
    context->saved_data["window"] = window;
    return out;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &qkv = saved[0], &segments = saved[1], &out = saved[2], &lse = saved[3];
    int64_t heads = context->saved_data["heads"].toInt(), kv_heads = context->saved_data["kv_heads"].toInt();
    int64_t head = context->saved_data["head"].toInt(), window = context->saved_data["window"].toInt();
    Shape shape{qkv.size(0), heads, kv_heads, head, window,
                static_cast<float>(context->saved_data["scale"].toDouble())};
    auto g = gradients[0].contiguous();
    auto dqkv = at::zeros(qkv.sizes(), qkv.options());
    auto groups = components(segments);
    const float *x = ct::data<float>(qkv), *gp = ct::data<float>(g), *o = ct::data<float>(out);
    const float *l = ct::data<float>(lse);
    float *dx = ct::mutable_data<float>(dqkv);
    int64_t width = shape.width(), wide = heads * head, share = heads / kv_heads;
    ct::parallel_for(0, static_cast<int64_t>(groups.size()) * kv_heads, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> p, dp, delta(kQueries);
      for (int64_t task = begin; task < end; task++) {
        int64_t kv = task % kv_heads;
        const float *k = x + (heads + kv) * head, *v = k + kv_heads * head;
        float *dk = dx + (heads + kv) * head, *dv = dk + kv_heads * head;
        for (const Segment &s : groups[task / kv_heads]) {
          for (int64_t h = kv * share; h < (kv + 1) * share; h++) {
            const float *q = x + h * head;
            for (int64_t first = 0; first < s.length; first += kQueries) {
              int64_t count = std::min(kQueries, s.length - first);
              int64_t own = first + count, pre = s.prefix_length, keys = pre + own, row = s.start + first;
              p.resize(count * keys);
              dp.resize(count * keys);
              const float *block = q + row * width, *go = gp + row * wide + h * head;
              if (pre > 0) {
                product_nt(count, pre, head, block, width, k + s.prefix * width, width, false, p.data(), keys);
                product_nt(count, pre, head, go, wide, v + s.prefix * width, width, false, dp.data(), keys);
              }
              product_nt(count, own, head, block, width, k + s.start * width, width, false, p.data() + pre, keys);
              product_nt(count, own, head, go, wide, v + s.start * width, width, false, dp.data() + pre, keys);
              probabilities_block(p.data(), keys, count, first, pre, keys, window, shape.scale,
                                  l + h * shape.rows + row);
              for (int64_t i = 0; i < count; i++)
                delta[i] = dot(go + i * wide, o + (row + i) * wide + h * head, head);
              if (pre > 0)
                product_tn(pre, head, count, p.data(), keys, go, wide, true, dv + s.prefix * width, width);
              product_tn(own, head, count, p.data() + pre, keys, go, wide, true, dv + s.start * width, width);
              score_gradients(dp.data(), p.data(), keys, count, keys, delta.data(), shape.scale);
              float *dq = dx + row * width + h * head;
              bool add = false;
              if (pre > 0) {
                product_nn(count, head, pre, dp.data(), keys, k + s.prefix * width, width, false, dq, width);
                add = true;
                product_tn(pre, head, count, dp.data(), keys, block, width, true, dk + s.prefix * width, width);
              }
              product_nn(count, head, own, dp.data() + pre, keys, k + s.start * width, width, add, dq, width);
              product_tn(own, head, count, dp.data() + pre, keys, block, width, true, dk + s.start * width, width);
            }
          }
        }
      }
    });
    return {dqkv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

/// The same, of LibTorch operators, with a dense mask over all rows: for other devices and for soft-capped scores.
at::Tensor masked_attention(const at::Tensor &qkv, const at::Tensor &segments, int64_t heads, int64_t kv_heads,
                            int64_t head, double scale, int64_t window, double softcap) {
  int64_t rows = qkv.size(0);
  auto mask = at::zeros({rows, rows}, at::TensorOptions().dtype(at::kBool));
  auto table = segments.to(at::kCPU);
  auto entries = table.accessor<int64_t, 2>();
  auto allowed = mask.accessor<bool, 2>();
  for (int64_t s = 0; s < table.size(0); s++) {
    int64_t start = entries[s][0], length = entries[s][1], prefix = entries[s][2], pre = entries[s][3];
    for (int64_t i = 0; i < length; i++) {
      for (int64_t j = 0; j < pre; j++)
        if (window == 0 || pre + i - j < window) allowed[start + i][prefix + j] = true;
      for (int64_t j = 0; j <= i; j++)
        if (window == 0 || i - j < window) allowed[start + i][start + j] = true;
    }
  }
  mask = mask.to(qkv.device());
  auto q = qkv.narrow(1, 0, heads * head).view({rows, heads, head}).transpose(0, 1);
  auto k = qkv.narrow(1, heads * head, kv_heads * head).view({rows, kv_heads, head}).transpose(0, 1);
  auto v = qkv.narrow(1, (heads + kv_heads) * head, kv_heads * head).view({rows, kv_heads, head}).transpose(0, 1);
  int64_t share = heads / kv_heads;
  if (share > 1) {
    k = k.repeat_interleave(share, 0);
    v = v.repeat_interleave(share, 0);
  }
  auto scores = at::matmul(q, k.transpose(1, 2)).to(at::kFloat) * scale;
  if (softcap > 0) scores = at::tanh(scores / softcap) * softcap;
  scores = scores.masked_fill(mask.logical_not().unsqueeze(0), -std::numeric_limits<float>::infinity());
  auto out = at::matmul(at::softmax(scores, -1).to(qkv.scalar_type()), v);
  return out.transpose(0, 1).reshape({rows, heads * head});
}

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

ct_tensor ct_segment_attention(ct_tensor qkv, ct_tensor segments, int64_t heads, int64_t kv_heads, int64_t head_size,
                               double scale, int64_t window, double softcap, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(qkv), &s = ct::get(segments);
    if (ct::fusible(x) && softcap == 0) {
      return SegmentAttention::apply(x, s, heads, kv_heads, head_size, scale, window);
    }
    return masked_attention(x, s, heads, kv_heads, head_size, scale, window, softcap);
  });
}

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
