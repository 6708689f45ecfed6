#include "internal.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/api/include/torch/version.h>

#include <dlfcn.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

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

bool ct_cuda_available(const char *path) {
  static bool tried = false;
  if (!tried) {
    tried = true;
    if (path != nullptr && path[0] != 0) {
      dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    } else {
      dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    }
  }
  return at::hasCUDA() && at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount() > 0;
}

int ct_to_device(ct_tensor tensor, ct_device_kind kind, int32_t index, ct_tensor *out, char **error) {
  return ct::status_call(error, [&] {
    at::Device device = kind == CT_CUDA  ? at::Device(at::kCUDA, static_cast<int8_t>(index))
                        : kind == CT_MPS ? at::Device(at::kMPS)
                                         : at::Device(at::kCPU);
    *out = ct::own(ct::get(tensor).to(device));
  });
}

ct_device_kind ct_device(ct_tensor tensor) {
  const at::Tensor &t = ct::get(tensor);
  return t.is_cuda() ? CT_CUDA : (t.is_mps() ? CT_MPS : CT_CPU);
}
}
