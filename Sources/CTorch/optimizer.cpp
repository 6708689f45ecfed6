#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace {

constexpr uint64_t kPrime = 0x100000001b3ull, kBasis = 0xcbf29ce484222325ull;
constexpr int64_t kBlock = 1 << 18;

/// FNV-1a over words of four bytes, in four chains so that one need not wait for the other.
uint64_t block_hash(const uint8_t *bytes, int64_t count) {
  uint64_t lanes[4] = {kBasis, kBasis + 1, kBasis + 2, kBasis + 3};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    uint32_t words[4];
    std::memcpy(words, bytes + i, 16);
    for (int k = 0; k < 4; k++) lanes[k] = (lanes[k] ^ words[k]) * kPrime;
  }
  for (; i < count; i++) lanes[0] = (lanes[0] ^ bytes[i]) * kPrime;
  uint64_t hash = kBasis;
  for (uint64_t lane : lanes) hash = (hash ^ lane) * kPrime;
  return hash;
}

}  // namespace

extern "C" {

int ct_adamw_(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *first, const ct_tensor *second,
              int32_t count, int64_t step, double rate, double beta1, double beta2, double epsilon, double decay,
              char **error) {
  return ct::status_call(error, [&] {
    if (count == 0) return;
    at::NoGradGuard guard;
    auto now = at::scalar_tensor(static_cast<double>(step), ct::get(parameters[0]).options().dtype(at::kFloat));
    std::vector<at::Tensor> steps(count, now);
    at::_fused_adamw_(ct::list(parameters, count), ct::list(gradients, count), ct::list(first, count),
                      ct::list(second, count), {}, steps, rate, beta1, beta2, decay, epsilon, false, false);
  });
}

double ct_global_norm(const ct_tensor *tensors, int32_t count, char **error) {
  double total = 0;
  int status = ct::status_call(error, [&] {
    at::NoGradGuard guard;
    std::vector<at::Tensor> norms;
    for (int32_t i = 0; i < count; i++) norms.push_back(at::linalg_vector_norm(ct::get(tensors[i])).to(at::kDouble));
    if (count == 0) return;
    auto all = at::stack(norms).to(at::kCPU);  // one wait for the device, not one for each
    for (int32_t i = 0; i < count; i++) total += ct::data<double>(all)[i] * ct::data<double>(all)[i];
  });
  return status == 0 ? std::sqrt(total) : -1;
}

uint64_t ct_fingerprint(const ct_tensor *tensors, int32_t count, char **error) {
  uint64_t hash = kBasis;
  ct::status_call(error, [&] {
    at::NoGradGuard guard;
    for (int32_t i = 0; i < count; i++) {
      auto t = ct::get(tensors[i]).detach().to(at::kCPU).contiguous();
      const auto *bytes = static_cast<const uint8_t *>(t.const_data_ptr());
      int64_t size = static_cast<int64_t>(t.nbytes()), blocks = (size + kBlock - 1) / kBlock;
      std::vector<uint64_t> hashes(blocks);
      ct::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
        for (int64_t b = begin; b < end; b++)
          hashes[b] = block_hash(bytes + b * kBlock, std::min(kBlock, size - b * kBlock));
      });
      for (uint64_t block : hashes) hash = (hash ^ block) * kPrime;
    }
  });
  return hash;
}
}
