#include "internal.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Rows of a matrix; the gradient of a large vocabulary is never held apart from what it is added to.
struct Embedding : public torch::autograd::Function<Embedding> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &weight, const at::Tensor &ids) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({weight, ids});
    return at::index_select(weight, 0, ids);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto g = gradients[0].contiguous();
    const float *gp = ct::data<float>(g);
    const int64_t *ids = ct::data<int64_t>(saved[1]);
    int64_t rows = g.size(0), width = g.size(1), total = saved[0].numel();
    auto dw = ct::add_to_gradient(saved[0], [&](float *to, bool accumulate) {
      if (to == nullptr) return;
      if (!accumulate) std::fill(to, to + total, 0.0f);
      for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < width; j++) to[ids[i] * width + j] += gp[i * width + j];
    });
    return {dw, at::Tensor()};
  }
};

}  // namespace

extern "C" {

ct_tensor ct_embedding(ct_tensor weight, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &w = ct::get(weight);
    auto i = ct::get(ids).to(w.device());
    bool ours = ct::fusible(w) && w.dim() == 2 && w.is_contiguous() && i.dim() == 1 && i.is_contiguous() &&
                i.scalar_type() == at::kLong;
    return ours ? Embedding::apply(w, i) : at::embedding(w, i);
  });
}

ct_tensor ct_index_select(ct_tensor a, int32_t dimension, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&] { return at::index_select(ct::get(a), dimension, ct::get(ids).to(ct::get(a).device())); });
}

ct_tensor ct_gather(ct_tensor a, int32_t dimension, ct_tensor ids, char **error) {
  return ct::tensor_call(error, [&] { return at::gather(ct::get(a), dimension, ct::get(ids).to(ct::get(a).device())); });
}

ct_tensor ct_segment_sum(ct_tensor values, ct_tensor ids, int64_t segments, char **error) {
  return ct::tensor_call(error, [&] {
    const at::Tensor &x = ct::get(values);
    return at::zeros({segments}, x.options()).index_add(0, ct::get(ids).to(x.device()), x);
  });
}
}
