#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <atomic>

// Of a block of elements: Σ bits(i) · m(i) modulo 2⁶⁴, with an odd m for each place, so that a change of one element is always
// seen and any other but once in 2⁶⁴ or so. Sums modulo 2⁶⁴ do not depend on the order: every device finds the same number.

namespace {

constexpr int64_t kBlock = 1 << 22;
constexpr uint64_t kSpread = 0x9e3779b97f4a7c15ull;

CT_INLINE uint64_t multiplier(int64_t place) {
  int64_t spread = static_cast<int64_t>(static_cast<uint64_t>(place) * kSpread);
  return static_cast<uint64_t>(spread ^ (spread >> 32)) | 1;
}

CT_MULTIVERSION uint64_t sum_of(const int32_t *words, int64_t begin, int64_t end) {
  uint64_t total = 0;
  for (int64_t i = begin; i < end; i++)
    total += static_cast<uint64_t>(static_cast<int64_t>(words[i])) * multiplier(i & (kBlock - 1));
  return total;
}

at::ScalarType word_type(int64_t size) {
  return size == 1 ? at::kChar : size == 2 ? at::kShort : size == 4 ? at::kInt : at::kLong;
}

/// A number for each block.
std::vector<uint64_t> block_sums(const at::Tensor &tensor) {
  int64_t count = tensor.numel(), blocks = (count + kBlock - 1) / kBlock;
  std::vector<uint64_t> sums(blocks);
  if (ct::fusible(tensor)) {
    for (int64_t b = 0; b < blocks; b++) {
      std::atomic<uint64_t> total{0};
      ct::parallel_for(b * kBlock, std::min(count, (b + 1) * kBlock), 1 << 16, [&](int64_t begin, int64_t end) {
        total.fetch_add(sum_of(ct::data<int32_t>(tensor), begin, end), std::memory_order_relaxed);
      });
      sums[b] = total;
    }
    return sums;
  }
  auto words = tensor.view(-1).view(word_type(tensor.element_size()));
  auto spread = at::arange(std::min(count, kBlock), at::TensorOptions().dtype(at::kLong).device(tensor.device()))
                    .mul_(static_cast<int64_t>(kSpread));
  auto multipliers = spread.bitwise_xor(spread.bitwise_right_shift(32)).bitwise_or_(1);
  std::vector<at::Tensor> totals;
  for (int64_t b = 0; b < blocks; b++) {
    int64_t length = std::min(kBlock, count - b * kBlock);
    totals.push_back((words.narrow(0, b * kBlock, length).to(at::kLong) * multipliers.narrow(0, 0, length)).sum());
  }
  if (totals.empty()) return sums;
  auto found = at::stack(totals).to(at::kCPU);
  for (int64_t b = 0; b < blocks; b++) sums[b] = static_cast<uint64_t>(ct::data<int64_t>(found)[b]);
  return sums;
}

}  // namespace

extern "C" uint64_t ct_fingerprint(const ct_tensor *tensors, int32_t count, char **error) {
  uint64_t hash = 0xcbf29ce484222325ull;  // FNV-1a over the blocks
  ct::status_call(error, [&] {
    at::NoGradGuard guard;
    for (int32_t i = 0; i < count; i++)
      for (uint64_t sum : block_sums(ct::get(tensors[i]).detach().contiguous())) hash = (hash ^ sum) * 0x100000001b3ull;
  });
  return hash;
}
