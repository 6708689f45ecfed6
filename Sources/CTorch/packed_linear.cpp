#include "internal.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

namespace {

/// y[r, o] for a block of outputs: each weight row is read once and used for all (at most 4) input rows.
template <int Rows>
CT_INLINE void few_rows(const float *x, int64_t k, const float *w, const float *bias, float *y, int64_t outputs,
                        int64_t begin, int64_t end) {
  for (int64_t o = begin; o < end; o++) {
    const float *row = w + o * k;
    float lanes[Rows][16] = {{0}};
    int64_t j = 0;
    for (; j + 16 <= k; j += 16)
      for (int r = 0; r < Rows; r++)
        for (int l = 0; l < 16; l++) lanes[r][l] += x[r * k + j + l] * row[j + l];
    for (; j < k; j++)
      for (int r = 0; r < Rows; r++) lanes[r][0] += x[r * k + j] * row[j];
    for (int r = 0; r < Rows; r++) {
      float sum = 0;
      for (int l = 0; l < 16; l++) sum += lanes[r][l];
      y[r * outputs + o] = sum + (bias == nullptr ? 0 : bias[o]);
    }
  }
}

CT_MULTIVERSION void matrix_vector(const float *x, int64_t rows, int64_t k, const float *w, const float *bias, float *y,
                                   int64_t outputs, int64_t begin, int64_t end) {
  switch (rows) {
    case 1: few_rows<1>(x, k, w, bias, y, outputs, begin, end); break;
    case 2: few_rows<2>(x, k, w, bias, y, outputs, begin, end); break;
    case 3: few_rows<3>(x, k, w, bias, y, outputs, begin, end); break;
    default: few_rows<4>(x, k, w, bias, y, outputs, begin, end); break;
  }
}

}  // namespace

extern "C" {

ct_tensor ct_pack_linear(ct_tensor weight, int64_t rows, char **error) {
  return ct::tensor_call(error, [&] {
    at::NoGradGuard guard;
    static auto reorder = c10::Dispatcher::singleton()
                              .findSchemaOrThrow("mkldnn::_reorder_linear_weight", "")
                              .typed<at::Tensor(const at::Tensor &, std::optional<int64_t>)>();
    return reorder.call(ct::get(weight).detach(), rows);
  });
}

ct_tensor ct_packed_linear(ct_tensor x, ct_tensor packed, ct_tensor weight, ct_tensor bias, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    at::NoGradGuard guard;
    const at::Tensor &input = ct::get(x), &w = ct::get(weight);
    at::Tensor b = ct::optional(bias);
    std::optional<at::Tensor> with = b.defined() ? std::optional<at::Tensor>(b) : std::nullopt;
    int64_t rows = input.size(0), k = input.size(1), outputs = w.size(0);
    if (rows <= 4 && w.numel() > 0 && ct::fusible(input) && w.is_contiguous()) {
      auto in = input.contiguous();
      auto y = at::empty({rows, outputs}, in.options());
      const float *xp = ct::data<float>(in), *wp = ct::data<float>(w);
      const float *bp = b.defined() ? ct::data<float>(b) : nullptr;
      float *yp = ct::mutable_data<float>(y);
      int64_t grain = std::max<int64_t>(1, 65536 / (k * rows));
      ct::parallel_for(0, outputs, grain, [&](int64_t begin, int64_t end) {
        matrix_vector(xp, rows, k, wp, bp, yp, outputs, begin, end);
      });
      return y;
    }
    TORCH_CHECK(packed != nullptr || w.numel() > 0, "this weight was released and never packed");
    if (packed == nullptr) return at::linear(input, w, with);
    static auto linear =
        c10::Dispatcher::singleton()
            .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
            .typed<at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &,
                              std::string_view, c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>)>();
    return linear.call(input, ct::get(packed), with, "none", c10::List<std::optional<at::Scalar>>(), "");
  });
}
}
