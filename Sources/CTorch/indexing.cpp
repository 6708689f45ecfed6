#include "internal.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros.h>

extern "C" {

ct_tensor ct_embedding(ct_tensor weight, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&] { return at::embedding(ct::get(weight), ct::get(ids)); });
}

ct_tensor ct_index_select(ct_tensor a, int32_t dimension, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&] { return at::index_select(ct::get(a), dimension, ct::get(ids)); });
}

ct_tensor ct_gather(ct_tensor a, int32_t dimension, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&] { return at::gather(ct::get(a), dimension, ct::get(ids)); });
}

ct_tensor ct_segment_sum(ct_tensor values, ct_tensor ids, int64_t segments, char **error) {
  return ct::tensor_call(error, [&] {
    const at::Tensor &x = ct::get(values);
    return at::zeros({segments}, x.options()).index_add(0, ct::get(ids), x);
  });
}
}
