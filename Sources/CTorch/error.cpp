#include "internal.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

struct ct_tensor_opaque {
  at::Tensor tensor;
};

namespace {
std::atomic<int64_t> live{0};
}

namespace ct {

void set_error(char **error, const char *message) {
  if (error != nullptr) *error = strdup(message);
}

ct_tensor own(at::Tensor tensor) {
  live.fetch_add(1, std::memory_order_relaxed);
  return new ct_tensor_opaque{std::move(tensor)};
}

const at::Tensor &get(ct_tensor tensor) { return tensor->tensor; }

at::Tensor optional(ct_tensor tensor) { return tensor == nullptr ? at::Tensor() : tensor->tensor; }

std::vector<at::Tensor> list(const ct_tensor *tensors, int32_t count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (int32_t i = 0; i < count; i++) result.push_back(get(tensors[i]));
  return result;
}

}  // namespace ct

extern "C" {

void ct_string_free(char *string) { std::free(string); }

int64_t ct_live_tensors(void) { return live.load(std::memory_order_relaxed); }

void ct_free(ct_tensor tensor) {
  if (tensor == nullptr) return;
  live.fetch_sub(1, std::memory_order_relaxed);
  delete tensor;
}
}
