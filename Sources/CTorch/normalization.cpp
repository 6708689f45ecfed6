#include "internal.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

CT_MULTIVERSION void forward_rows(const float *x, int64_t stride, const float *w, float *y, float *inverse,
                                  int64_t begin, int64_t end, int64_t n, float epsilon, float offset) {
  for (int64_t i = begin; i < end; i++) {
    const float *xi = x + i * stride;
    float *yi = y + i * n;
    float sum = 0;
    {
      float lanes[16] = {0};
      int64_t j = 0;
      for (; j + 16 <= n; j += 16)
        for (int k = 0; k < 16; k++) lanes[k] += xi[j + k] * xi[j + k];
      for (; j < n; j++) lanes[0] += xi[j] * xi[j];
      for (int k = 0; k < 16; k++) sum += lanes[k];
    }
    float r = 1.0f / __builtin_sqrtf(sum / static_cast<float>(n) + epsilon);
    inverse[i] = r;
    for (int64_t j = 0; j < n; j++) yi[j] = xi[j] * r * (w[j] + offset);
  }
}

/// dx, which adds to `passed` where there is one, and this block's contribution to dw.
CT_MULTIVERSION void backward_rows(const float *g, const float *passed, const float *x, int64_t stride, const float *w,
                                   const float *inverse, float *dx, float *dw, int64_t begin, int64_t end, int64_t n,
                                   float offset) {
  for (int64_t i = begin; i < end; i++) {
    const float *gi = g + i * n, *xi = x + i * stride;
    float *di = dx + i * n;
    float r = inverse[i];
    float lanes[16] = {0};
    int64_t j = 0;
    for (; j + 16 <= n; j += 16)
      for (int k = 0; k < 16; k++) lanes[k] += gi[j + k] * (w[j + k] + offset) * xi[j + k];
    for (; j < n; j++) lanes[0] += gi[j] * (w[j] + offset) * xi[j];
    float dot = 0;
    for (int k = 0; k < 16; k++) dot += lanes[k];
    float c = dot * r * r / static_cast<float>(n);
    for (int64_t k = 0; k < n; k++) {
      di[k] = r * (gi[k] * (w[k] + offset) - xi[k] * c);
      dw[k] += gi[k] * xi[k] * r;
    }
    for (int64_t k = 0; passed != nullptr && k < n; k++) di[k] += passed[i * n + k];
  }
}

constexpr int64_t kBlock = 32;

/// The normed rows, and the rows themselves: what the residual stream sends back is added to the norm's gradient here.
struct RMSNorm : public torch::autograd::Function<RMSNorm> {
  static variable_list forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                            double epsilon, double offset) {
    at::AutoDispatchBelowADInplaceOrView guard;
    int64_t n = weight.numel();
    auto x = input.reshape({-1, n});
    if (x.stride(1) != 1) x = x.contiguous();
    int64_t rows = x.size(0);
    auto y = at::empty({rows, n}, x.options());
    auto inverse = at::empty({rows}, x.options());
    const float *xp = ct::data<float>(x), *wp = ct::data<float>(weight);
    float *yp = ct::mutable_data<float>(y), *ip = ct::mutable_data<float>(inverse);
    int64_t stride = x.stride(0);
    ct::parallel_for(0, rows, kBlock, [&](int64_t begin, int64_t end) {
      forward_rows(xp, stride, wp, yp, ip, begin, end, n, static_cast<float>(epsilon), static_cast<float>(offset));
    });
    context->save_for_backward({x, weight, inverse});
    context->saved_data["offset"] = offset;
    context->saved_data["shape"] = input.sizes().vec();
    return {y.view(input.sizes()), input};
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1], &inverse = saved[2];
    int64_t n = weight.numel(), rows = x.size(0);
    float offset = static_cast<float>(context->saved_data["offset"].toDouble());
    if (!gradients[0].defined()) return {gradients[1], at::Tensor(), at::Tensor(), at::Tensor()};
    auto g = gradients[0].reshape({rows, n}).contiguous();
    auto passed = gradients[1].defined() ? gradients[1].reshape({rows, n}).contiguous() : at::Tensor();
    const float *sp = passed.defined() ? ct::data<float>(passed) : nullptr;
    auto dx = at::empty({rows, n}, x.options());
    int64_t blocks = (rows + kBlock - 1) / kBlock;
    auto partial = at::zeros({blocks, n}, x.options());  // summed in a fixed order: the same bits on any thread count
    const float *gp = ct::data<float>(g), *xp = ct::data<float>(x), *wp = ct::data<float>(weight);
    const float *ip = ct::data<float>(inverse);
    float *dp = ct::mutable_data<float>(dx), *pp = ct::mutable_data<float>(partial);
    int64_t stride = x.stride(0);
    ct::parallel_for(0, blocks, 1, [&](int64_t first, int64_t last) {
      for (int64_t b = first; b < last; b++) {
        backward_rows(gp, sp, xp, stride, wp, ip, dp, pp + b * n, b * kBlock, std::min(rows, (b + 1) * kBlock), n, offset);
      }
    });
    auto shape = context->saved_data["shape"].toIntVector();
    return {dx.view(shape), partial.sum(0), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

extern "C" {

ct_tensor ct_rms_norm(ct_tensor x, ct_tensor weight, double epsilon, bool unit_offset, ct_tensor *stream, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &input = ct::get(x), &w = ct::get(weight);
    if (ct::fusible(input)) {
      auto result = RMSNorm::apply(input, w, epsilon, unit_offset ? 1.0 : 0.0);
      if (stream != nullptr) *stream = ct::own(result[1]);
      return result[0];
    }
    if (stream != nullptr) *stream = ct::own(input);
    return at::rms_norm(input, w.sizes(), unit_offset ? w + 1.0 : w, epsilon);
  });
}

ct_tensor ct_layer_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon, char **error) {
  return ct::tensor_call(error, [&] {
    const at::Tensor &w = ct::get(weight);
    return at::layer_norm(ct::get(x), w.sizes(), w, ct::get(bias), epsilon);
  });
}
}
