// Work that threads share out among themselves while they do it.
#pragma once

#include "internal.h"

#include <atomic>
#include <cstdint>

namespace ct {

/// Items [0, count) dealt to threads in equal runs. Each takes from the front of its own run, so that what it takes next is
/// known; one that has finished helps another from the back, so that a thread held up on the way holds up nobody.
class DealtItems {
 public:
  static constexpr int64_t kThreads = 64;

  DealtItems(int64_t count, int64_t threads) : threads(threads) {
    for (int64_t t = 0; t < threads; t++) runs[t].items = pack(count * t / threads, count * (t + 1) / threads);
  }

  bool take(int64_t thread, int64_t &item) {
    for (int64_t t = 0; t < threads; t++)
      if (take(runs[(thread + t) % threads], t > 0, item)) return true;
    return false;
  }

 private:
  struct alignas(64) Run {
    std::atomic<uint64_t> items;
  };

  static uint64_t pack(uint64_t begin, uint64_t end) { return begin << 32 | end; }

  static bool take(Run &run, bool last, int64_t &item) {
    uint64_t items = run.items.load(std::memory_order_relaxed), left;
    do {
      int64_t begin = static_cast<int64_t>(items >> 32), end = static_cast<int64_t>(items & 0xffffffff);
      if (begin == end) return false;
      item = last ? end - 1 : begin;
      left = last ? pack(begin, end - 1) : pack(begin + 1, end);
    } while (!run.items.compare_exchange_weak(items, left, std::memory_order_relaxed));
    return true;
  }

  const int64_t threads;
  Run runs[kThreads];
};

/// Runs `body(thread)` on `threads` threads.
template <typename Body>
void on_threads(int64_t threads, const Body &body) {
  if (threads == 1) return body(0);
  parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
    for (int64_t thread = begin; thread < end; thread++) body(thread);
  });
}

}  // namespace ct
