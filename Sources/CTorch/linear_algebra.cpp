#include "internal.h"

#include <ATen/ops/matmul.h>

extern "C" {

ct_tensor ct_matmul(ct_tensor a, ct_tensor b, char **error) {
  return ct::tensor_call(error, [&] { return at::matmul(ct::get(a), ct::get(b)); });
}
}
