#include "composed.h"
#include "sampling.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace {

/// Tokens whose probabilities are summed where the logits are; only the block that a draw falls into comes to the CPU.
constexpr int64_t kBlock = 1024;
/// The most probable tokens that truncation looks at first.
constexpr int64_t kCandidates = 4096;

at::Tensor on_host(const at::Tensor &tensor) { return tensor.to(at::kCPU).contiguous(); }

}  // namespace

namespace ct {

void composed_sample(const at::Tensor &logits, double temperature, int64_t top_k, double top_p, double min_p,
                     const double *uniforms, int64_t *ids, float *logprobs) {
  auto z = logits.detach().to(at::kFloat);
  int64_t rows = z.size(0), n = z.size(1), block = std::min(kBlock, n), blocks = (n + block - 1) / block;
  auto best = z.argmax(1, true);
  auto peak = z.gather(1, best);
  auto p = (z - peak).mul_(temperature > 0 ? 1.0 / temperature : 1.0).exp_();
  auto by_block = at::constant_pad_nd(p, {0, blocks * block - n}).view({rows, blocks, block});
  auto sums = on_host(by_block.sum(2, false, at::kDouble)), peaks = on_host(peak);
  std::vector<double> totals(rows, 0);
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t b = 0; b < blocks; b++) totals[i] += data<double>(sums)[i * blocks + b];
    TORCH_CHECK(std::isfinite(data<float>(peaks)[i]) && std::isfinite(totals[i]), "the logits hold NaN or infinity");
  }
  auto record = [&](int64_t row, int64_t id, float probability) {
    ids[row] = id;
    logprobs[row] = static_cast<float>(std::log(static_cast<double>(probability)) - std::log(totals[row]));
  };
  if (temperature <= 0) {
    auto first = on_host(best);
    for (int64_t i = 0; i < rows; i++) record(i, data<int64_t>(first)[i], 1);
    return;
  }
  if (top_k > 0 || top_p < 1 || min_p > 0) {
    int64_t looked_at = std::min(n, std::max(top_k, kCandidates));
    auto top = p.topk(looked_at);
    auto values = on_host(std::get<0>(top)), places = on_host(std::get<1>(top));
    for (int64_t i = 0; i < rows; i++) {
      const float *candidates = data<float>(values) + i * looked_at;
      size_t keep = kept_count(candidates, looked_at, totals[i], top_k, top_p, min_p);
      bool closed = looked_at == n || top_k > 0 || keep < static_cast<size_t>(looked_at);
      if (closed) {
        size_t choice = drawn(candidates, keep, uniforms[i]);
        record(i, data<int64_t>(places)[i * looked_at + choice], candidates[choice]);
      } else {
        auto whole = on_host(p.select(0, i));
        int64_t id = draw_truncated(data<float>(whole), n, totals[i], top_k, top_p, min_p, uniforms[i]);
        record(i, id, data<float>(whole)[id]);
      }
    }
    return;
  }
  auto chosen = at::empty({rows}, at::TensorOptions().dtype(at::kLong));
  std::vector<double> before(rows, 0);
  for (int64_t i = 0; i < rows; i++) {
    mutable_data<int64_t>(chosen)[i] = block_of(data<double>(sums) + i * blocks, blocks, uniforms[i] * totals[i], before[i]);
  }
  auto index = chosen.to(p.device()).view({rows, 1, 1}).expand({rows, 1, block});
  auto drawn_from = on_host(by_block.gather(1, index));
  for (int64_t i = 0; i < rows; i++) {
    const float *probabilities = data<float>(drawn_from) + i * block;
    int64_t token = token_of(probabilities, block, uniforms[i] * totals[i], before[i]);
    record(i, data<int64_t>(chosen)[i] * block + token, probabilities[token]);
  }
}

}  // namespace ct
