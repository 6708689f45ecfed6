#include "internal.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

using ct::Matrix;

namespace {

/// y[r, o] for a block of outputs: each weight row is read once and used for all (at most 4) input rows.
template <int Rows>
CT_INLINE void dot_products(const float *x, int64_t k, const float *w, const float *bias, float *y, int64_t outputs,
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
    case 1: dot_products<1>(x, k, w, bias, y, outputs, begin, end); break;
    case 2: dot_products<2>(x, k, w, bias, y, outputs, begin, end); break;
    case 3: dot_products<3>(x, k, w, bias, y, outputs, begin, end); break;
    default: dot_products<4>(x, k, w, bias, y, outputs, begin, end); break;
  }
}

at::Tensor few_rows(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
  int64_t rows = x.size(0), k = x.size(1), outputs = weight.size(0);
  auto y = at::empty({rows, outputs}, x.options());
  const float *xp = ct::data<float>(x), *wp = ct::data<float>(weight);
  const float *bp = bias.defined() ? ct::data<float>(bias) : nullptr;
  float *yp = ct::mutable_data<float>(y);
  int64_t grain = std::max<int64_t>(1, 65536 / (k * rows));
  ct::parallel_for(0, outputs, grain, [&](int64_t begin, int64_t end) {
    matrix_vector(xp, rows, k, wp, bp, yp, outputs, begin, end);
  });
  return y;
}

/// A product with a weight that oneDNN laid out.
at::Tensor reordered(const at::Tensor &x, const at::Tensor &packed, const std::optional<at::Tensor> &bias) {
  static auto linear =
      c10::Dispatcher::singleton()
          .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
          .typed<at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &, std::string_view,
                            c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>)>();
  return linear.call(x, packed, bias, "none", c10::List<std::optional<at::Scalar>>(), "");
}

}  // namespace

extern "C" {

ct_tensor ct_pack_linear(ct_tensor weight, int64_t rows, char **error) {
  return ct::tensor_call(error, [&] {
    at::NoGradGuard guard;
    if (ct::has_wide_products()) {
      const at::Tensor &w = ct::get(weight);
      auto plain = w.contiguous();
      int64_t outputs = w.size(0), k = w.size(1);
      auto packed = at::empty({ct::packed_size(k, outputs) / k, k}, w.options().requires_grad(false));
      ct::pack(k, outputs, Matrix::rows(ct::data<float>(plain), k).transposed(), ct::mutable_data<float>(packed));
      return packed.narrow(0, 0, outputs);  // the shape of the weight, in an order of its own
    }
    static auto reorder = c10::Dispatcher::singleton()
                              .findSchemaOrThrow("mkldnn::_reorder_linear_weight", "")
                              .typed<at::Tensor(const at::Tensor &, std::optional<int64_t>)>();
    return reorder.call(ct::get(weight).detach(), rows);
  });
}

ct_tensor ct_packed_linear(ct_tensor x, ct_tensor packed, ct_tensor weight, ct_tensor bias, ct_tensor residual,
                           char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    at::NoGradGuard guard;
    const at::Tensor &input = ct::get(x), &w = ct::get(weight);
    at::Tensor b = ct::optional(bias), r = ct::optional(residual), p = ct::optional(packed);
    int64_t rows = input.size(0), k = input.size(1);
    at::Tensor y;
    if (rows <= 4 && w.numel() > 0 && ct::fusible(input) && w.is_contiguous()) {
      y = few_rows(input.contiguous(), w, b);
    } else if (p.defined() && !p.is_mkldnn()) {
      auto in = input.contiguous();
      y = at::empty({rows, p.size(0)}, in.options());
      auto offset = ct::offset(b, r);
      ct::product_packed(rows, p.size(0), k, ct::data<float>(in), ct::data<float>(p),
                         ct::mutable_data<float>(y), p.size(0), ct::start(offset));
      return y;
    } else {
      TORCH_CHECK(p.defined() || w.numel() > 0, "this weight was released and never packed");
      std::optional<at::Tensor> with = b.defined() ? std::optional<at::Tensor>(b) : std::nullopt;
      y = p.defined() ? reordered(input, p, with) : at::linear(input, w, with);
    }
    return r.defined() ? y.add_(r) : y;
  });
}
}
