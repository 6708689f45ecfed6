#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/scalar_tensor.h>

#include <cmath>

extern "C" {

int ct_adamw_(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *first, const ct_tensor *second,
              int32_t count, int64_t step, double rate, double beta1, double beta2, double epsilon, double decay,
              char **error) {
  return ct::status_call(error, [&] {
    if (count == 0) return;
    at::NoGradGuard guard;
    std::vector<at::Tensor> steps;
    for (int32_t i = 0; i < count; i++) {
      steps.push_back(at::scalar_tensor(static_cast<double>(step), ct::get(parameters[i]).options().dtype(at::kFloat)));
    }
    at::_fused_adamw_(ct::list(parameters, count), ct::list(gradients, count), ct::list(first, count),
                      ct::list(second, count), {}, steps, rate, beta1, beta2, decay, epsilon, false, false);
  });
}

double ct_global_norm(const ct_tensor *tensors, int32_t count, char **error) {
  double total = 0;
  int status = ct::status_call(error, [&] {
    at::NoGradGuard guard;
    for (int32_t i = 0; i < count; i++) {
      double norm = at::linalg_vector_norm(ct::get(tensors[i])).item().toDouble();
      total += norm * norm;
    }
  });
  return status == 0 ? std::sqrt(total) : -1;
}

uint64_t ct_fingerprint(const ct_tensor *tensors, int32_t count, char **error) {
  uint64_t hash = 0xcbf29ce484222325ull;
  ct::status_call(error, [&] {
    at::NoGradGuard guard;
    for (int32_t i = 0; i < count; i++) {
      auto t = ct::get(tensors[i]).detach().to(at::kCPU).contiguous();
      const auto *words = static_cast<const uint32_t *>(t.const_data_ptr());
      size_t n = t.nbytes() / 4;
      for (size_t j = 0; j < n; j++) hash = (hash ^ words[j]) * 0x100000001b3ull;
      const auto *bytes = static_cast<const uint8_t *>(t.const_data_ptr());
      for (size_t j = n * 4; j < t.nbytes(); j++) hash = (hash ^ bytes[j]) * 0x100000001b3ull;
    }
  });
  return hash;
}
}
