#include "internal.h"

#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

extern "C" ct_tensor ct_reduce(ct_reduction_op op, ct_tensor a, int32_t dimension, bool keep, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(a);
    bool all = dimension == INT32_MIN;
    switch (op) {
      case CT_SUM: return all ? x.sum() : x.sum(dimension, keep);
      case CT_MEAN: return all ? x.mean() : x.mean(dimension, keep);
      case CT_MAX: return all ? x.max() : at::amax(x, dimension, keep);
      case CT_MIN: return all ? x.min() : at::amin(x, dimension, keep);
      case CT_ARGMAX: return all ? x.argmax() : at::argmax(x, dimension, keep);
      case CT_LOGSUMEXP: return all ? at::logsumexp(x.reshape(-1), 0) : at::logsumexp(x, dimension, keep);
      case CT_SOFTMAX: return at::softmax(x, all ? -1 : dimension);
      case CT_LOG_SOFTMAX: return at::log_softmax(x, all ? -1 : dimension);
      case CT_NORM: return at::linalg_vector_norm(x);
    }
    TORCH_CHECK(false, "unknown reduction");
  });
}
