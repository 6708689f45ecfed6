#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/variable.h>

extern "C" {

bool ct_set_grad_enabled(bool enabled) {
  bool before = at::GradMode::is_enabled();
  at::GradMode::set_enabled(enabled);
  return before;
}

int ct_set_requires_grad(ct_tensor tensor, bool value, char **error) {
  return ct::status_call(error, [&] { ct::get(tensor).set_requires_grad(value); });
}

bool ct_requires_grad(ct_tensor tensor) { return ct::get(tensor).requires_grad(); }

int ct_backward(ct_tensor loss, char **error) {
  return ct::status_call(error, [&] { ct::get(loss).backward(); });
}

ct_tensor ct_grad(ct_tensor tensor) {
  const at::Tensor &gradient = ct::get(tensor).grad();
  return gradient.defined() ? ct::own(gradient) : nullptr;
}

void ct_clear_grad(ct_tensor tensor) { ct::get(tensor).mutable_grad().reset(); }

ct_tensor ct_detach(ct_tensor tensor, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).detach(); });
}
}
