#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <torch/csrc/autograd/custom_function.h>

using ct::Matrix;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Wᵀ of a contiguous W.
Matrix transposed_rows(const at::Tensor &weight) {
  return Matrix::rows(ct::data<float>(weight), weight.size(1)).transposed();
}

/// x · Wᵀ + b + residual, and its backward pass.
struct Linear : public torch::autograd::Function<Linear> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                            const std::optional<at::Tensor> &b, const std::optional<at::Tensor> &r) {
    at::AutoDispatchBelowADInplaceOrView guard;
    at::Tensor bias = b.value_or(at::Tensor()), residual = r.value_or(at::Tensor());
    auto x = input.contiguous();
    int64_t rows = x.size(0), k = x.size(1), outputs = weight.size(0);
    auto y = at::empty({rows, outputs}, x.options());
    auto offset = ct::offset(bias, residual);
    ct::product(rows, outputs, k, Matrix::rows(ct::data<float>(x), k), transposed_rows(weight),
                ct::mutable_data<float>(y), outputs, ct::start(offset));
    context->save_for_backward({x, weight});
    context->saved_data["bias"] = bias.defined() && bias.requires_grad();
    context->saved_data["residual"] = residual.defined() && residual.requires_grad();
    context->saved_data["input"] = input.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    auto g = gradients[0].contiguous();
    int64_t rows = x.size(0), k = x.size(1), outputs = weight.size(0);
    Matrix gm = Matrix::rows(ct::data<float>(g), outputs);
    at::Tensor dx, db, dr;
    if (context->saved_data["input"].toBool()) {
      dx = at::empty({rows, k}, x.options());
      ct::product(rows, k, outputs, gm, transposed_rows(weight).transposed(), ct::mutable_data<float>(dx), k);
    }
    auto dw = ct::add_to_gradient(weight, [&](float *to, bool accumulate) {
      if (to != nullptr)
        ct::product(outputs, k, rows, gm.transposed(), Matrix::rows(ct::data<float>(x), k), to, k,
                    accumulate ? ct::Start{to, k} : ct::Start{});
    });
    if (context->saved_data["bias"].toBool()) db = g.sum(0);
    if (context->saved_data["residual"].toBool()) dr = g;
    return {dx, dw, db, dr};
  }
};

}  // namespace

namespace ct {

at::Tensor offset(const at::Tensor &bias, const at::Tensor &residual) {
  if (!bias.defined()) return residual.defined() ? residual.contiguous() : residual;
  return residual.defined() ? residual + bias : bias.contiguous();
}

at::Tensor add_to_gradient(const at::Tensor &weight, const std::function<void(float *, bool)> &body) {
  if (!weight.requires_grad()) {
    body(nullptr, false);
    return {};
  }
  if (weight.is_leaf() && weight.grad().defined() && weight.grad().is_contiguous() && !at::GradMode::is_enabled()) {
    at::Tensor sum = weight.grad();
    body(mutable_data<float>(sum), true);
    return {};
  }
  auto fresh = at::empty(weight.sizes(), weight.options().requires_grad(false));
  body(mutable_data<float>(fresh), false);
  return fresh;
}

}  // namespace ct

extern "C" ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor residual, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &input = ct::get(x), &w = ct::get(weight);
    at::Tensor b = ct::optional(bias), r = ct::optional(residual);
    auto given = [](const at::Tensor &t) { return t.defined() ? std::optional<at::Tensor>(t) : std::nullopt; };
    if (input.dim() == 2 && ct::fusible(input) && ct::fusible(w) && w.is_contiguous()) {
      TORCH_CHECK(input.size(1) == w.size(1), "rows of the shape ", input.sizes(), " for a weight of ", w.sizes());
      return Linear::apply(input, w, given(b), given(r));
    }
    auto y = at::linear(input, w, given(b));
    return r.defined() ? r + y : y;
  });
}
