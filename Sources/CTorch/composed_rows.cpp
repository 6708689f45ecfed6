#include "composed_rows.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <limits>

namespace ct {

at::Tensor on(const at::Tensor &like, const std::vector<int64_t> &values) {
  return at::tensor(at::ArrayRef<int64_t>(values), at::TensorOptions().dtype(at::kLong)).to(like.device());
}

at::Tensor counting(const at::Tensor &like, int64_t count) {
  return at::arange(count, at::TensorOptions().dtype(at::kLong).device(like.device()));
}

at::Tensor blocked_scores(at::Tensor scores, const at::Tensor &blocked, double softcap) {
  if (scores.scalar_type() != at::kDouble) scores = scores.to(at::kFloat);
  if (softcap > 0) scores = scores.div_(softcap).tanh_().mul_(softcap);
  return scores.masked_fill_(blocked, -std::numeric_limits<double>::infinity());
}

int64_t Runs::add(int64_t start, int64_t length) {
  longest = std::max(longest, length);
  auto place = std::find(runs.begin(), runs.end(), std::make_pair(start, length));
  if (place == runs.end()) place = runs.emplace(runs.end(), start, length);
  return place - runs.begin();
}

std::vector<int64_t> Runs::rows() const {
  std::vector<int64_t> result;
  for (auto [start, length] : runs)
    for (int64_t i = 0; i < longest; i++) result.push_back(length == 0 ? 0 : start + std::min(i, length - 1));
  return result;
}

}  // namespace ct
