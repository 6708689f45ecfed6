#include "internal.h"


#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

struct Choice {
  int64_t id;
  float logprob;
};

CT_MULTIVERSION float row_maximum(const float *row, int64_t n, int64_t *where) {
  float peak = row[0];
  int64_t at = 0;
  for (int64_t j = 1; j < n; j++)
    if (row[j] > peak) peak = row[j], at = j;
  *where = at;
  return peak;
}

CT_MULTIVERSION void exponentials(const float *row, float peak, float scale, float *out, int64_t n) {
  for (int64_t j = 0; j < n; j++) {
    float z = (row[j] - peak) * scale;
    // The approximation stops at e^-87; a masked token must have nothing.
    out[j] = z < -87.0f ? 0.0f : ct::exp_approx(z);
  }
}

/// The candidates left by top-k, top-p and min-p, from the largest down; `p` holds unnormalised probabilities.
std::vector<int32_t> truncated(const float *p, int64_t n, double total, int64_t top_k, double top_p, double min_p,
                               float largest) {
  std::vector<int32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  auto larger = [p](int32_t a, int32_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; };
  if (top_k > 0 && top_k < n) {
    std::partial_sort(order.begin(), order.begin() + top_k, order.end(), larger);
    order.resize(top_k);
    total = 0;
    for (int32_t j : order) total += p[j];
  } else {
    std::sort(order.begin(), order.end(), larger);
  }
  if (top_p < 1) {
    double sum = 0;
    size_t keep = 0;
    while (keep < order.size() && (keep == 0 || sum < top_p * total)) sum += p[order[keep++]];
    order.resize(keep);
  }
  if (min_p > 0) {
    size_t keep = 1;
    while (keep < order.size() && p[order[keep]] >= min_p * largest) keep++;
    order.resize(keep);
  }
  return order;
}

Choice draw(const float *row, int64_t n, double temperature, int64_t top_k, double top_p, double min_p, double uniform,
            std::vector<float> &p) {
  int64_t best = 0;
  float peak = row_maximum(row, n, &best);
  TORCH_CHECK(std::isfinite(peak), "the logits hold NaN or infinity");
  float scale = temperature > 0 ? static_cast<float>(1.0 / temperature) : 1.0f;
  p.resize(n);
  exponentials(row, peak, scale, p.data(), n);
  double total = 0;
  for (int64_t j = 0; j < n; j++) total += p[j];
  TORCH_CHECK(std::isfinite(total), "the logits hold NaN or infinity");
  int64_t id = best;
  if (temperature > 0) {
    if (top_k > 0 || top_p < 1 || min_p > 0) {
      auto kept = truncated(p.data(), n, total, top_k, top_p, min_p, p[best]);
      double mass = 0, sum = 0;
      for (int32_t j : kept) mass += p[j];
      id = kept.back();
      for (int32_t j : kept) {
        sum += p[j];
        if (uniform * mass < sum) {
          id = j;
          break;
        }
      }
    } else {
      double sum = 0, threshold = uniform * total;
      for (int64_t j = 0; j < n; j++) {
        sum += p[j];
        if (threshold < sum) {
          id = j;
          break;
        }
      }
    }
  }
  return {id, static_cast<float>((row[id] - peak) * scale - std::log(total))};
}

}  // namespace

extern "C" int ct_sample(ct_tensor logits, double temperature, int64_t top_k, double top_p, double min_p,
                         const double *uniforms, int64_t *ids, float *logprobs, char **error) {
  return ct::status_call(error, [&] {
    auto z = ct::get(logits).detach().to(at::kCPU, at::kFloat).contiguous();
    int64_t rows = z.size(0), n = z.size(1);
    const float *data = ct::data<float>(z);
    ct::parallel_for(0, rows, 8, [&](int64_t begin, int64_t end) {
      std::vector<float> p;
      for (int64_t i = begin; i < end; i++) {
        Choice choice = draw(data + i * n, n, temperature, top_k, top_p, min_p, uniforms[i], p);
        ids[i] = choice.id;
        logprobs[i] = choice.logprob;
      }
    });
  });
}
