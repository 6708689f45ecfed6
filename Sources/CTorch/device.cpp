#include "internal.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/api/include/torch/version.h>

#include <dlfcn.h>
#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace ct {

at::Device device(ct_place place) {
  switch (place.kind) {
    case CT_CUDA: return at::Device(at::kCUDA, static_cast<int8_t>(place.index));
    case CT_MPS: return at::Device(at::kMPS);
    case CT_CPU: break;
  }
  return at::Device(at::kCPU);
}

}  // namespace ct

extern "C" {

const char *ct_version(void) { return TORCH_VERSION; }

void ct_tune_allocator(void) {
#if defined(__GLIBC__)
  // Large temporaries would otherwise be mapped and unmapped at every operation; arenas other than the main one do so
  // in any case.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

void ct_set_threads(int32_t count) { at::set_num_threads(count); }

int32_t ct_get_threads(void) { return at::get_num_threads(); }

int32_t ct_cuda_devices(void) {
  static int32_t count = [] {
    // cuBLAS gives the same bits each time only with workspaces of its own, and reads this when it is loaded.
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    if (!at::hasCUDA()) return 0;
    auto devices = at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount();
    if (devices > 0) {
      at::globalContext().setDeterministicAlgorithms(true, false);
      at::globalContext().setDeterministicFillUninitializedMemory(false);
    }
    return static_cast<int32_t>(devices);
  }();
  return count;
}

ct_tensor ct_to_device(ct_tensor tensor, ct_place place, char **error) {
  return ct::tensor_call(error, [&] { return ct::get(tensor).to(ct::device(place)); });
}

int ct_synchronize(ct_place place, char **error) {
  return ct::status_call(error, [&] {
    if (place.kind != CT_CPU) c10::impl::VirtualGuardImpl(ct::device(place).type()).synchronizeDevice(place.index);
  });
}

int64_t ct_peak_bytes(ct_place place) {
  int64_t bytes = -1;
  ct::status_call(nullptr, [&] {
    if (place.kind == CT_CPU) return;
    auto stats = c10::getDeviceAllocator(ct::device(place).type())->getDeviceStats(static_cast<int8_t>(place.index));
    bytes = stats.allocated_bytes[static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE)].peak;
  });
  return bytes;
}

ct_device_kind ct_device(ct_tensor tensor) {
  const at::Tensor &t = ct::get(tensor);
  return t.is_cuda() ? CT_CUDA : (t.is_mps() ? CT_MPS : CT_CPU);
}
}
