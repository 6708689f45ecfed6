#include "internal.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/normal.h>

#include <cstring>

namespace ct {

at::ScalarType scalar_type(ct_dtype dtype) {
  switch (dtype) {
    case CT_FLOAT32: return at::kFloat;
    case CT_FLOAT64: return at::kDouble;
    case CT_FLOAT16: return at::kHalf;
    case CT_BFLOAT16: return at::kBFloat16;
    case CT_INT32: return at::kInt;
    case CT_INT64: return at::kLong;
    case CT_UINT8: return at::kByte;
    case CT_BOOL: return at::kBool;
  }
  return at::kFloat;
}

}  // namespace ct

namespace {

at::IntArrayRef dims(const int64_t *shape, int32_t rank) { return at::IntArrayRef(shape, rank); }

at::TensorOptions options(ct_dtype dtype, ct_place place) {
  return at::TensorOptions().dtype(ct::scalar_type(dtype)).device(ct::device(place));
}

}  // namespace

extern "C" {

ct_tensor ct_full(const int64_t *shape, int32_t rank, double value, ct_dtype dtype, ct_place place, char **error) {
  return ct::tensor_call(error, [&] { return at::full(dims(shape, rank), value, options(dtype, place)); });
}

ct_tensor ct_empty(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_place place, char **error) {
  return ct::tensor_call(error, [&] { return at::empty(dims(shape, rank), options(dtype, place)); });
}

ct_tensor ct_from_data(const void *data, const int64_t *shape, int32_t rank, ct_dtype dtype, char **error) {
  return ct::tensor_call(error, [&] {
    auto result = at::empty(dims(shape, rank), at::TensorOptions().dtype(ct::scalar_type(dtype)));
    if (result.nbytes() > 0) std::memcpy(result.mutable_data_ptr(), data, result.nbytes());
    return result;
  });
}

ct_tensor ct_normal(const int64_t *shape, int32_t rank, double deviation, uint64_t seed, char **error) {
  return ct::tensor_call(error, [&] {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    auto result = at::empty(dims(shape, rank), at::TensorOptions().dtype(at::kFloat));
    result.normal_(0, deviation, generator);
    return result;
  });
}

int ct_copy_out(ct_tensor tensor, void *destination, size_t bytes, char **error) {
  return ct::status_call(error, [&] {
    auto source = ct::get(tensor).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(source.nbytes() == bytes, "copy out: the tensor has ", source.nbytes(), " bytes, asked for ", bytes);
    if (bytes > 0) std::memcpy(destination, source.const_data_ptr(), bytes);
  });
}

int ct_copy_in(ct_tensor tensor, const void *source, size_t bytes, ct_dtype source_dtype, char **error) {
  return ct::status_call(error, [&] {
    at::NoGradGuard guard;
    auto options = at::TensorOptions().dtype(ct::scalar_type(source_dtype));
    auto destination = ct::get(tensor);
    TORCH_CHECK(destination.numel() * options.dtype().itemsize() == bytes, "copy in: ", bytes, " bytes for ",
                destination.numel(), " elements");
    destination.copy_(at::from_blob(const_cast<void *>(source), destination.sizes(), options));
  });
}

int32_t ct_rank(ct_tensor tensor) { return static_cast<int32_t>(ct::get(tensor).dim()); }
int64_t ct_size(ct_tensor tensor, int32_t dimension) { return ct::get(tensor).size(dimension); }
int64_t ct_numel(ct_tensor tensor) { return ct::get(tensor).numel(); }

ct_dtype ct_get_dtype(ct_tensor tensor) {
  switch (ct::get(tensor).scalar_type()) {
    case at::kDouble: return CT_FLOAT64;
    case at::kHalf: return CT_FLOAT16;
    case at::kBFloat16: return CT_BFLOAT16;
    case at::kInt: return CT_INT32;
    case at::kLong: return CT_INT64;
    case at::kByte: return CT_UINT8;
    case at::kBool: return CT_BOOL;
    default: return CT_FLOAT32;
  }
}

double ct_item(ct_tensor tensor, char **error) {
  double value = 0;
  ct::status_call(error, [&] { value = ct::get(tensor).item().toDouble(); });
  return value;
}

ct_tensor ct_to_dtype(ct_tensor tensor, ct_dtype dtype, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).to(ct::scalar_type(dtype)); });
}

ct_tensor ct_contiguous(ct_tensor tensor, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).contiguous(); });
}

ct_tensor ct_clone(ct_tensor tensor, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).clone(); });
}

ct_tensor ct_reshape(ct_tensor tensor, const int64_t *shape, int32_t rank, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).reshape(dims(shape, rank)); });
}

ct_tensor ct_permute(ct_tensor tensor, const int64_t *order, int32_t rank, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).permute(dims(order, rank)); });
}

ct_tensor ct_narrow(ct_tensor tensor, int32_t dimension, int64_t start, int64_t length, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).narrow(dimension, start, length); });
}

ct_tensor ct_expand(ct_tensor tensor, const int64_t *shape, int32_t rank, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).expand(dims(shape, rank)); });
}

ct_tensor ct_cat(const ct_tensor *tensors, int32_t count, int32_t dimension, char **error) {
  return ct::tensor_call(error, [&] { return at::cat(ct::list(tensors, count), dimension); });
}

int ct_copy_(ct_tensor destination, ct_tensor source, char **error) {
  return ct::status_call(error, [&] {
    at::NoGradGuard guard;
    auto target = ct::get(destination);
    target.copy_(ct::get(source));
  });
}

int ct_release_(ct_tensor tensor, char **error) {
  return ct::status_call(error, [&] {
    auto target = ct::get(tensor);
    target.set_data(at::empty({0}, target.options().requires_grad(false)));
  });
}

int ct_fill_(ct_tensor tensor, double value, char **error) {
  return ct::status_call(error, [&] {
    at::NoGradGuard guard;
    auto target = ct::get(tensor);
    target.fill_(value);
  });
}
}
