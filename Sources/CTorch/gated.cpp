#include "internal.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/silu.h>
#include <torch/csrc/autograd/custom_function.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

CT_INLINE float sigmoid(float x) { return 1.0f / (1.0f + ct::exp_approx(-x)); }

// tanh-GELU is x · σ(2u) with u = √(2/π)(x + 0.044715x³).
constexpr float kTwoRootTwoOverPi = 1.5957691216057308f;
constexpr float kCubic = 0.044715f;

CT_MULTIVERSION void forward_rows(const float *x, float *y, int64_t begin, int64_t end, int64_t n, int32_t kind) {
  for (int64_t i = begin; i < end; i++) {
    const float *a = x + i * 2 * n, *b = a + n;
    float *o = y + i * n;
    if (kind == 0) {
      for (int64_t j = 0; j < n; j++) o[j] = a[j] * sigmoid(a[j]) * b[j];
    } else {
      for (int64_t j = 0; j < n; j++) {
        float v = a[j];
        o[j] = v * sigmoid(kTwoRootTwoOverPi * (v + kCubic * v * v * v)) * b[j];
      }
    }
  }
}

CT_MULTIVERSION void backward_rows(const float *g, const float *x, float *dx, int64_t begin, int64_t end, int64_t n,
                                   int32_t kind) {
  for (int64_t i = begin; i < end; i++) {
    const float *a = x + i * 2 * n, *b = a + n, *gi = g + i * n;
    float *da = dx + i * 2 * n, *db = da + n;
    if (kind == 0) {
      for (int64_t j = 0; j < n; j++) {
        float s = sigmoid(a[j]);
        da[j] = gi[j] * b[j] * s * (1.0f + a[j] * (1.0f - s));
        db[j] = gi[j] * a[j] * s;
      }
    } else {
      for (int64_t j = 0; j < n; j++) {
        float v = a[j];
        float s = sigmoid(kTwoRootTwoOverPi * (v + kCubic * v * v * v));
        float slope = kTwoRootTwoOverPi * (1.0f + 3.0f * kCubic * v * v);
        da[j] = gi[j] * b[j] * s * (1.0f + v * (1.0f - s) * slope);
        db[j] = gi[j] * v * s;
      }
    }
  }
}

struct Gated : public torch::autograd::Function<Gated> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, int64_t kind) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto x = input.contiguous();
    int64_t rows = x.size(0), n = x.size(1) / 2;
    auto y = at::empty({rows, n}, x.options());
    const float *xp = ct::data<float>(x);
    float *yp = ct::mutable_data<float>(y);
    ct::parallel_for(0, rows, 16, [&](int64_t begin, int64_t end) {
      forward_rows(xp, yp, begin, end, n, static_cast<int32_t>(kind));
    });
    context->save_for_backward({x});
    context->saved_data["kind"] = kind;
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto x = context->get_saved_variables()[0];
    auto g = gradients[0].contiguous();
    int64_t rows = x.size(0), n = x.size(1) / 2;
    int32_t kind = static_cast<int32_t>(context->saved_data["kind"].toInt());
    auto dx = at::empty(x.sizes(), x.options());
    const float *gp = ct::data<float>(g), *xp = ct::data<float>(x);
    float *dp = ct::mutable_data<float>(dx);
    ct::parallel_for(0, rows, 16, [&](int64_t begin, int64_t end) { backward_rows(gp, xp, dp, begin, end, n, kind); });
    return {dx, at::Tensor()};
  }
};

}  // namespace

extern "C" ct_tensor ct_gated(ct_tensor x, int32_t kind, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &input = ct::get(x);
    if (ct::fusible(input)) return Gated::apply(input, static_cast<int64_t>(kind));
    int64_t n = input.size(1) / 2;
    auto gate = input.narrow(1, 0, n), up = input.narrow(1, n, n);
    return (kind == 0 ? at::silu(gate) : at::gelu(gate, "tanh")) * up;
  });
}
