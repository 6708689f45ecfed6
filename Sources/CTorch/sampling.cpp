#include "composed.h"
#include "sampling.h"

#include <ATen/core/grad_mode.h>

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

/// Tokens whose probabilities are summed together first, so that a draw need not look at each.
constexpr int64_t kTogether = 64;

/// Unnormalised probabilities, and their sums over each `kTogether` of them.
CT_MULTIVERSION void exponentials(const float *row, float peak, float scale, float *out, double *sums, int64_t n) {
  for (int64_t first = 0; first < n; first += kTogether) {
    int64_t end = std::min(n, first + kTogether);
    for (int64_t j = first; j < end; j++) {
      float z = (row[j] - peak) * scale;
      // The approximation stops at e^-87; a masked token must have nothing.
      out[j] = z < -87.0f ? 0.0f : ct::exp_approx(z);
    }
    double lanes[8] = {0};
    int64_t j = first;
    for (; j + 8 <= end; j += 8)
      for (int l = 0; l < 8; l++) lanes[l] += out[j + l];
    for (; j < end; j++) lanes[0] += out[j];
    double sum = 0;
    for (int l = 0; l < 8; l++) sum += lanes[l];
    sums[first / kTogether] = sum;
  }
}

Choice draw(const float *row, int64_t n, double temperature, int64_t top_k, double top_p, double min_p, double uniform,
            std::vector<float> &p, std::vector<double> &sums) {
  int64_t best = 0;
  float peak = row_maximum(row, n, &best);
  TORCH_CHECK(std::isfinite(peak), "the logits hold NaN or infinity");
  float scale = temperature > 0 ? static_cast<float>(1.0 / temperature) : 1.0f;
  p.resize(n);
  sums.resize((n + kTogether - 1) / kTogether);
  exponentials(row, peak, scale, p.data(), sums.data(), n);
  double total = 0;
  for (double sum : sums) total += sum;
  TORCH_CHECK(std::isfinite(total), "the logits hold NaN or infinity");
  int64_t id = best;
  if (temperature > 0) {
    if (top_k > 0 || top_p < 1 || min_p > 0) {
      id = ct::draw_truncated(p.data(), n, total, top_k, top_p, min_p, uniform);
    } else {
      double sum = 0;
      int64_t start = kTogether * ct::block_of(sums.data(), static_cast<int64_t>(sums.size()), uniform * total, sum);
      id = start + ct::token_of(p.data() + start, n - start, uniform * total, sum);
    }
  }
  return {id, static_cast<float>((row[id] - peak) * scale - std::log(total))};
}

}  // namespace

namespace ct {

int64_t block_of(const double *sums, int64_t blocks, double threshold, double &sum) {
  int64_t last = blocks - 1, block = 0;
  while (last > 0 && sums[last] == 0) last--;
  while (block < last && sum + sums[block] <= threshold) sum += sums[block++];
  return block;
}

int64_t token_of(const float *p, int64_t n, double threshold, double sum) {
  int64_t last = 0;
  for (int64_t j = 0; j < n; j++) {
    sum += p[j];
    if (threshold < sum) return j;
    if (p[j] > 0) last = j;
  }
  return last;
}

size_t kept_count(const float *p, size_t n, double total, int64_t top_k, double top_p, double min_p) {
  size_t keep = n;
  if (top_k > 0 && top_k <= static_cast<int64_t>(n)) {
    keep = static_cast<size_t>(top_k);
    total = 0;
    for (size_t j = 0; j < keep; j++) total += p[j];
  }
  if (top_p < 1) {
    double sum = 0;
    size_t nucleus = 0;
    while (nucleus < keep && (nucleus == 0 || sum < top_p * total)) sum += p[nucleus++];
    keep = nucleus;
  }
  if (min_p > 0) {
    size_t likely = 1;
    while (likely < keep && p[likely] >= min_p * p[0]) likely++;
    keep = likely;
  }
  return keep;
}

size_t drawn(const float *p, size_t keep, double uniform) {
  double mass = 0, sum = 0;
  for (size_t j = 0; j < keep; j++) mass += p[j];
  for (size_t j = 0; j + 1 < keep; j++) {
    sum += p[j];
    if (uniform * mass < sum) return j;
  }
  return keep - 1;
}

int64_t draw_truncated(const float *p, int64_t n, double total, int64_t top_k, double top_p, double min_p, double uniform) {
  std::vector<int32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  auto larger = [p](int32_t a, int32_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; };
  if (top_k > 0 && top_k < n) {
    std::partial_sort(order.begin(), order.begin() + top_k, order.end(), larger);
    order.resize(top_k);
  } else {
    std::sort(order.begin(), order.end(), larger);
  }
  std::vector<float> candidates;
  for (int32_t id : order) candidates.push_back(p[id]);
  size_t keep = kept_count(candidates.data(), candidates.size(), total, top_k, top_p, min_p);
  return order[drawn(candidates.data(), keep, uniform)];
}

}  // namespace ct

extern "C" int ct_sample(ct_tensor logits, double temperature, int64_t top_k, double top_p, double min_p,
                         const double *uniforms, int64_t *ids, float *logprobs, char **error) {
  return ct::status_call(error, [&] {
    if (!ct::fusible(ct::get(logits))) {
      at::NoGradGuard guard;
      ct::composed_sample(ct::get(logits), temperature, top_k, top_p, min_p, uniforms, ids, logprobs);
      return;
    }
    auto z = ct::get(logits).detach().contiguous();
    int64_t rows = z.size(0), n = z.size(1);
    const float *data = ct::data<float>(z);
    ct::parallel_for(0, rows, 8, [&](int64_t begin, int64_t end) {
      std::vector<float> p;
      std::vector<double> sums;
      for (int64_t i = begin; i < end; i++) {
        Choice choice = draw(data + i * n, n, temperature, top_k, top_p, min_p, uniforms[i], p, sums);
        ids[i] = choice.id;
        logprobs[i] = choice.logprob;
      }
    });
  });
}
