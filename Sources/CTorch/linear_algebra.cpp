#include "internal.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>

extern "C" {

ct_tensor ct_matmul(ct_tensor a, ct_tensor b, char **error) {
  return ct::tensor_call(error, [&] { return at::matmul(ct::get(a), ct::get(b)); });
}

ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias, char **error) {
  return ct::tensor_call(error, [&] {
    return at::linear(ct::get(x), ct::get(weight),
                      bias == nullptr ? std::optional<at::Tensor>() : std::optional<at::Tensor>(ct::get(bias)));
  });
}
}
