#include "composed.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

using ct::Matrix;
using ct::Segment;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

struct Shape {
  int64_t rows, heads, kv_heads, head, window;
  float scale;
  int64_t width() const { return (heads + 2 * kv_heads) * head; }
};

/// Segments that share rows of keys, so that one task owns all gradients it adds to.
std::vector<std::vector<Segment>> components(const std::vector<Segment> &segments) {
  std::vector<std::vector<Segment>> result;
  std::vector<std::pair<int64_t, size_t>> owners;  // start of an unprefixed segment, its component
  for (const Segment &segment : segments) {
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
    TORCH_CHECK(found, "the segment at row ", segment.start, " names a prefix at row ", segment.prefix,
                " that no earlier segment starts");
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
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const std::optional<at::Tensor> &prefix,
                            const at::Tensor &segments, int64_t heads, int64_t kv_heads, int64_t head, double scale,
                            int64_t window) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto qkv = input.contiguous();
    Shape shape{qkv.size(0), heads, kv_heads, head, window, static_cast<float>(scale)};
    auto out = at::zeros({shape.rows, heads * head}, qkv.options());
    auto lse = at::zeros({heads, shape.rows}, qkv.options());
    const float *x = ct::data<float>(qkv);
    float *o = ct::mutable_data<float>(out), *l = ct::mutable_data<float>(lse);
    int64_t width = shape.width(), wide = heads * head, share = heads / kv_heads;
    // Keys of prefixes lie with the others, or in a tensor of their own.
    at::Tensor apart = prefix ? prefix->contiguous() : at::Tensor();
    int64_t prefix_width = prefix ? 2 * kv_heads * head : width;
    // A task is one segment and head: nothing is written twice.
    std::vector<Segment> all = ct::segment_list(segments, shape.rows, prefix ? apart.size(0) : shape.rows);
    if (!prefix) components(all);  // a prefix that no segment starts is refused here, not on the way back
    ct::parallel_for(0, static_cast<int64_t>(all.size()) * heads, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> scores;
      for (int64_t task = begin; task < end; task++) {
        const Segment &s = all[task / heads];
        int64_t h = task % heads;
        const float *q = x + h * head, *k = x + (heads + h / share) * head, *v = k + kv_heads * head;
        const float *pk = prefix ? ct::data<float>(apart) + h / share * head : k, *pv = pk + kv_heads * head;
        for (int64_t first = 0; first < s.length; first += kQueries) {
          int64_t count = std::min(kQueries, s.length - first);
          int64_t own = first + count, keys = s.prefix_length + own;
          scores.resize(count * keys);
          const float *block = q + (s.start + first) * width;
          if (s.prefix_length > 0)
            product_nt(count, s.prefix_length, head, block, width, pk + s.prefix * prefix_width, prefix_width, false,
                       scores.data(), keys);
          product_nt(count, own, head, block, width, k + s.start * width, width, false, scores.data() + s.prefix_length, keys);
          softmax_block(scores.data(), keys, count, first, s.prefix_length, keys, window, shape.scale,
                        l + h * shape.rows + s.start + first);
          float *target = o + (s.start + first) * wide + h * head;
          bool add = false;
          if (s.prefix_length > 0) {
            product_nn(count, head, s.prefix_length, scores.data(), keys, pv + s.prefix * prefix_width, prefix_width,
                       false, target, wide);
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
    auto groups = components(ct::segment_list(segments, shape.rows, shape.rows));
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
    return {dqkv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

namespace ct {

std::vector<Segment> segment_list(const at::Tensor &segments, int64_t rows, int64_t prefix_rows) {
  auto table = segments.to(at::kCPU);
  auto entries = table.accessor<int64_t, 2>();
  std::vector<Segment> result;
  for (int64_t i = 0; i < table.size(0); i++) {
    Segment s{entries[i][0], entries[i][1], entries[i][2], entries[i][3]};
    if (s.length == 0) continue;
    TORCH_CHECK(s.start >= 0 && s.length > 0 && s.start + s.length <= rows, "segment ", i, " has ", s.length,
                " rows from row ", s.start, " on, of ", rows);
    TORCH_CHECK(s.prefix >= 0 && s.prefix_length >= 0 && s.prefix + s.prefix_length <= prefix_rows, "segment ", i,
                " names a prefix of ", s.prefix_length, " rows from row ", s.prefix, " on, of ", prefix_rows);
    result.push_back(s);
  }
  return result;
}

}  // namespace ct

extern "C" {

ct_tensor ct_segment_attention(ct_tensor qkv, ct_tensor prefix, ct_tensor segments, int64_t heads, int64_t kv_heads,
                               int64_t head_size, double scale, int64_t window, double softcap, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(qkv), &s = ct::get(segments);
    at::Tensor p = ct::optional(prefix);
    TORCH_CHECK(!p.defined() || !at::GradMode::is_enabled() || !(x.requires_grad() || p.requires_grad()),
                "no gradients flow through keys that lie apart");
    if (ct::fusible(x) && softcap == 0) {
      auto apart = p.defined() ? std::optional<at::Tensor>(p) : std::nullopt;
      return SegmentAttention::apply(x, apart, s, heads, kv_heads, head_size, scale, window);
    }
    return ct::composed_segment_attention(x, p, s, {heads, kv_heads, head_size, scale, window, softcap});
  });
}
}
