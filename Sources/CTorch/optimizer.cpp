#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/stack.h>

#include <cmath>

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
}
