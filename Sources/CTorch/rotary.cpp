#include "internal.h"

#include <ATen/ops/addcmul.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>
#include <optional>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

CT_MULTIVERSION void rotate_rows(const float *x, int64_t stride, const float *cosine, const float *sine, float *y,
                                 int64_t begin, int64_t end, int64_t width, int64_t rotated, int64_t head,
                                 float direction) {
  int64_t half = head / 2;
  for (int64_t i = begin; i < end; i++) {
    const float *c = cosine + i * half, *s = sine + i * half;
    for (int64_t h = 0; h < rotated; h++) {
      const float *a = x + i * stride + h * head, *b = a + half;
      float *p = y + i * width + h * head, *q = p + half;
      for (int64_t j = 0; j < half; j++) {
        p[j] = a[j] * c[j] - direction * b[j] * s[j];
        q[j] = b[j] * c[j] + direction * a[j] * s[j];
      }
    }
    int64_t done = rotated * head;
    if (done < width) std::memcpy(y + i * width + done, x + i * stride + done, (width - done) * sizeof(float));
  }
}

at::Tensor rotate(const at::Tensor &x, const at::Tensor &cosine, const at::Tensor &sine, int64_t rotated,
                  int64_t head, float direction) {
  auto input = x.stride(1) == 1 ? x : x.contiguous();
  int64_t rows = input.size(0), width = input.size(1);
  auto y = at::empty({rows, width}, input.options());
  const float *xp = ct::data<float>(input), *cp = ct::data<float>(cosine);
  const float *sp = ct::data<float>(sine);
  float *yp = ct::mutable_data<float>(y);
  int64_t stride = input.stride(0);
  ct::parallel_for(0, rows, 16, [&](int64_t begin, int64_t end) {
    rotate_rows(xp, stride, cp, sp, yp, begin, end, width, rotated, head, direction);
  });
  return y;
}

struct Rotary : public torch::autograd::Function<Rotary> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &cosine,
                            const at::Tensor &sine, int64_t rotated, int64_t head) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({cosine, sine});
    context->saved_data["rotated"] = rotated;
    context->saved_data["head"] = head;
    return rotate(x, cosine, sine, rotated, head, 1);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto dx = rotate(gradients[0], saved[0], saved[1], context->saved_data["rotated"].toInt(),
                     context->saved_data["head"].toInt(), -1);
    return {dx, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

/// Cosines and signed sines for all of a head's numbers; all layers of a pass come with the same ones.
struct Angles {
  at::Tensor cosine;  // that it was made for
  at::Tensor wide_cosine, wide_sine;

  Angles(const at::Tensor &c, const at::Tensor &s, const at::TensorOptions &options) : cosine(c) {
    wide_cosine = at::cat({c, c}, 1).unsqueeze(1).to(options);
    wide_sine = at::cat({-s, s}, 1).unsqueeze(1).to(options);
  }
};

at::Tensor composed(const at::Tensor &x, const at::Tensor &cosine, const at::Tensor &sine, int64_t rotated, int64_t head) {
  static thread_local std::optional<Angles> angles;
  auto options = x.options().requires_grad(false);
  if (!angles || !angles->cosine.is_same(cosine) || angles->wide_cosine.device() != x.device() ||
      angles->wide_cosine.scalar_type() != x.scalar_type())
    angles.emplace(cosine, sine, options);
  int64_t rows = x.size(0), half = head / 2;
  auto heads = x.narrow(1, 0, rotated * head).view({rows, rotated, head});
  auto swapped = at::cat({heads.narrow(2, half, half), heads.narrow(2, 0, half)}, 2);
  auto turned = at::addcmul(heads * angles->wide_cosine, swapped, angles->wide_sine).view({rows, rotated * head});
  int64_t rest = x.size(1) - rotated * head;
  return rest == 0 ? turned : at::cat({turned, x.narrow(1, rotated * head, rest)}, 1);
}

}  // namespace

extern "C" ct_tensor ct_rotary(ct_tensor x, ct_tensor cosine, ct_tensor sine, int64_t rotated, int64_t head_size,
                               char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &input = ct::get(x), &c = ct::get(cosine), &s = ct::get(sine);
    if (ct::fusible(input)) return Rotary::apply(input, c, s, rotated, head_size);
    return composed(input, c, s, rotated, head_size);
  });
}
