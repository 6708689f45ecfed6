#include "internal.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <exception>

// at::parallel_for lives in a header and is serial unless compiled with OpenMP, and Clang's OpenMP would bring a second
// runtime. We enter the pool of the runtime that LibTorch has loaded instead, by its own entry point.

namespace {

struct Runtime {
  void (*parallel)(void (*)(void *), void *, unsigned, unsigned);
  int (*thread)(void);
  int (*inside)(void);

  Runtime() {
    parallel = reinterpret_cast<decltype(parallel)>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    thread = reinterpret_cast<decltype(thread)>(dlsym(RTLD_DEFAULT, "omp_get_thread_num"));
    inside = reinterpret_cast<decltype(inside)>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));
  }

  bool usable() const { return parallel != nullptr && thread != nullptr && inside != nullptr; }
};

const Runtime &runtime() {
  static Runtime instance;
  return instance;
}

struct Region {
  int64_t begin, end, chunk;
  const std::function<void(int64_t, int64_t)> *body;
  std::exception_ptr failures[256];
};

void run_part(void *data) {
  auto *region = static_cast<Region *>(data);
  int index = runtime().thread();
  int64_t first = region->begin + index * region->chunk;
  if (first >= region->end) return;
  try {
    (*region->body)(first, std::min(region->end, first + region->chunk));
  } catch (...) {
    region->failures[index] = std::current_exception();
  }
}

}  // namespace

namespace ct {

void parallel_for(int64_t begin, int64_t end, int64_t grain, const std::function<void(int64_t, int64_t)> &body) {
  if (begin >= end) return;
  int64_t threads = std::min<int64_t>({at::get_num_threads(), 256, (end - begin + grain - 1) / std::max<int64_t>(1, grain)});
  if (threads <= 1 || !runtime().usable() || runtime().inside()) {
    body(begin, end);
    return;
  }
  Region region{begin, end, (end - begin + threads - 1) / threads, &body, {}};
  runtime().parallel(run_part, &region, static_cast<unsigned>(threads), 0);
  for (int64_t i = 0; i < threads; i++) {
    if (region.failures[i]) std::rethrow_exception(region.failures[i]);
  }
}

}  // namespace ct
