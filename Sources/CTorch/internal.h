// Shared by the shim's files; never seen outside.
#pragma once

#include "ctorch.h"
#include "product.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <functional>
#include <string>
#include <vector>

/// Hot loops are compiled for three x86-64 levels and chosen at load time.
#if defined(__x86_64__) && defined(__linux__)
#define CT_MULTIVERSION __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CT_MULTIVERSION
#endif
#define CT_INLINE static inline __attribute__((always_inline))

namespace ct {

void set_error(char **error, const char *message);
ct_tensor own(at::Tensor tensor);
const at::Tensor &get(ct_tensor tensor);
at::Tensor optional(ct_tensor tensor);
std::vector<at::Tensor> list(const ct_tensor *tensors, int32_t count);
at::ScalarType scalar_type(ct_dtype dtype);
at::Device device(ct_place place);

/// Runs `body`, which returns a tensor; an exception becomes a message.
template <typename Body>
ct_tensor tensor_call(char **error, Body &&body) {
  try {
    return own(body());
  } catch (const c10::Error &e) {
    set_error(error, e.what_without_backtrace());
  } catch (const std::exception &e) {
    set_error(error, e.what());
  } catch (...) {
    set_error(error, "unknown C++ exception");
  }
  return nullptr;
}

/// Runs `body`, which returns nothing; 0 or -1.
template <typename Body>
int status_call(char **error, Body &&body) {
  try {
    body();
    return 0;
  } catch (const c10::Error &e) {
    set_error(error, e.what_without_backtrace());
  } catch (const std::exception &e) {
    set_error(error, e.what());
  } catch (...) {
    set_error(error, "unknown C++ exception");
  }
  return -1;
}

// The typed accessors of at::Tensor are mangled differently by GCC, which built LibTorch, and Clang.
template <typename Element>
const Element *data(const at::Tensor &tensor) {
  return static_cast<const Element *>(tensor.const_data_ptr());
}
template <typename Element>
Element *mutable_data(const at::Tensor &tensor) {
  return static_cast<Element *>(tensor.mutable_data_ptr());
}

/// Runs `body` on slices of [begin, end) over LibTorch's own threads; serially where it is small or already inside.
/// The slices depend only on the bounds, the grain and the number of threads.
void parallel_for(int64_t begin, int64_t end, int64_t grain, const std::function<void(int64_t, int64_t)> &body);

/// What x · Wᵀ is added to: a bias `[n]`, a residual `[m, n]`, their sum, or undefined. It must outlive the product.
at::Tensor offset(const at::Tensor &bias, const at::Tensor &residual);
inline Start start(const at::Tensor &offset) {
  if (!offset.defined()) return {};
  return {data<float>(offset), offset.dim() == 2 ? offset.size(1) : 0};
}

/// Tells `body` where to write the gradient of `weight` and whether to add to what is there: straight into the gradient
/// that earlier passes left, else a fresh tensor; NULL where none is wanted. Returns what the backward function must
/// return for `weight`.
at::Tensor add_to_gradient(const at::Tensor &weight, const std::function<void(float *, bool)> &body);

/// Whether our own kernels apply: on CPU, in fp32.
inline bool fusible(const at::Tensor &tensor) {
  return tensor.is_cpu() && tensor.scalar_type() == at::kFloat;
}

/// e^x to about 2 ulp, written so that compilers vectorise it.
CT_INLINE float exp_approx(float x) {
  x = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
  float n = __builtin_floorf(x * 1.44269504088896341f + 0.5f);
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  return p * __builtin_bit_cast(float, bits);
}

}  // namespace ct
