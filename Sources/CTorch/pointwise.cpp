#include "internal.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/where.h>

extern "C" {

ct_tensor ct_binary(ct_binary_op op, ct_tensor a, ct_tensor b, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(a), &y = ct::get(b);
    switch (op) {
      case CT_ADD: return x + y;
      case CT_SUB: return x - y;
      case CT_MUL: return x * y;
      case CT_DIV: return x / y;
      case CT_MINIMUM: return at::minimum(x, y);
      case CT_MAXIMUM: return at::maximum(x, y);
      case CT_POW: return at::pow(x, y);
      case CT_GE: return x.ge(y);
      case CT_LE: return x.le(y);
      case CT_GT: return x.gt(y);
      case CT_LT: return x.lt(y);
      case CT_EQ: return x.eq(y);
    }
    TORCH_CHECK(false, "unknown binary operation");
  });
}

ct_tensor ct_binary_scalar(ct_binary_op op, ct_tensor a, double b, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(a);
    switch (op) {
      case CT_ADD: return x + b;
      case CT_SUB: return x - b;
      case CT_MUL: return x * b;
      case CT_DIV: return x / b;
      case CT_MINIMUM: return at::clamp(x, std::nullopt, at::Scalar(b));
      case CT_MAXIMUM: return at::clamp(x, at::Scalar(b), std::nullopt);
      case CT_POW: return at::pow(x, b);
      case CT_GE: return x.ge(b);
      case CT_LE: return x.le(b);
      case CT_GT: return x.gt(b);
      case CT_LT: return x.lt(b);
      case CT_EQ: return x.eq(b);
    }
    TORCH_CHECK(false, "unknown binary operation");
  });
}

ct_tensor ct_unary(ct_unary_op op, ct_tensor a, char **error) {
  return ct::tensor_call(error, [&]() -> at::Tensor {
    const at::Tensor &x = ct::get(a);
    switch (op) {
      case CT_NEG: return x.neg();
      case CT_EXP: return x.exp();
      case CT_LOG: return x.log();
      case CT_TANH: return x.tanh();
      case CT_SQRT: return x.sqrt();
      case CT_RSQRT: return x.rsqrt();
      case CT_SQUARE: return x.square();
      case CT_ABS: return x.abs();
      case CT_SILU: return at::silu(x);
      case CT_GELU_TANH: return at::gelu(x, "tanh");
      case CT_SIN: return x.sin();
      case CT_COS: return x.cos();
      case CT_LOGSIGMOID: return at::log_sigmoid(x);
      case CT_SIGMOID: return x.sigmoid();
      case CT_ISFINITE: return at::isfinite(x);
      case CT_SIGN: return x.sign();
    }
    TORCH_CHECK(false, "unknown unary operation");
  });
}

ct_tensor ct_clamp(ct_tensor a, double low, double high, char **error) {
  return ct::tensor_call(error, [&] { return at::clamp(ct::get(a), at::Scalar(low), at::Scalar(high)); });
}

ct_tensor ct_where(ct_tensor condition, ct_tensor a, ct_tensor b, char **error) {
  return ct::tensor_call(error, [&] { return at::where(ct::get(condition), ct::get(a), ct::get(b)); });
}

int ct_mul_scalar_(ct_tensor tensor, double factor, char **error) {
  return ct::status_call(error, [&] {
    at::NoGradGuard guard;
    auto target = ct::get(tensor);
    target.mul_(factor);
  });
}

int ct_add_(ct_tensor tensor, ct_tensor other, double factor, char **error) {
  return ct::status_call(error, [&] {
    at::NoGradGuard guard;
    auto target = ct::get(tensor);
    target.add_(ct::get(other).to(target.device()), factor);
  });
}
}
