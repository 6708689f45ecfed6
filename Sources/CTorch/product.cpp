#include "product.h"

#include "internal.h"
#include "product_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

// The BLAS that LibTorch carries; inside a parallel region it runs on the calling thread.
extern "C" void sgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
                       const float *alpha, const float *a, const int *lda, const float *b, const int *ldb,
                       const float *beta, float *c, const int *ldc);

namespace {

using ct::Matrix;
using ct::wide::kPanel;
using ct::wide::kTile;

std::atomic<bool> wide_allowed{true};

/// Rows of b and columns of b and rows of a that are worked on at a time: b's block stays in the second-level cache.
constexpr int64_t kDepth = 320, kWidth = 256, kHeight = 48;
/// Products smaller than this are not worth waking a thread for.
constexpr int64_t kSmall = 1 << 17;

int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

/// Equal slices of k, at most kDepth; the order of summation follows from it.
int64_t depth(int64_t k) {
  int64_t parts = std::max<int64_t>(1, (k + kDepth - 1) / kDepth);
  return rounded_up((k + parts - 1) / parts, 16);
}

/// Memory of one thread that grows to the largest size asked for; a load that crosses a cache line costs twice.
struct Scratch {
  float *reserve(int64_t floats) {
    if (floats <= size) return memory;
    std::free(memory);
    memory = static_cast<float *>(std::aligned_alloc(64, rounded_up(floats * sizeof(float), 64)));
    size = memory == nullptr ? 0 : floats;
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  ~Scratch() { std::free(memory); }

 private:
  float *memory = nullptr;
  int64_t size = 0;
};

struct Range {
  int64_t begin, end;
};

/// The part of c that one thread computes. Where `packed` is null, b is packed on the way.
void multiply_part(Range rows, Range columns, int64_t k, Matrix a, Matrix b, const float *packed, float *c,
                   int64_t stride, bool accumulate) {
  thread_local Scratch panel_memory, tile_memory;
  bool direct = a.column_stride == 1;
  float *panels = packed == nullptr ? panel_memory.reserve(kDepth * kWidth) : nullptr;
  float *tiles = direct ? nullptr : tile_memory.reserve(kDepth * kHeight);
  int64_t step = depth(k), height = direct ? kTile : kHeight;
  for (int64_t j0 = columns.begin; j0 < columns.end; j0 += kWidth) {
    int64_t width = std::min(kWidth, columns.end - j0);
    for (int64_t p = 0; p < k; p += step) {
      int64_t deep = std::min(step, k - p);
      for (int64_t j = 0; packed == nullptr && j < width; j += kPanel)
        ct::wide::pack_panel(b.from(p, j0 + j), deep, std::min(kPanel, width - j), panels + j * deep);
      for (int64_t i0 = rows.begin; i0 < rows.end; i0 += height) {
        int64_t count = std::min(height, rows.end - i0);
        if (!direct) ct::wide::pack_tiles(a.from(i0, p), count, deep, tiles);
        for (int64_t i = 0; i < count; i += kTile) {
          const float *tile = direct ? a.from(i0 + i, p).data : tiles + i * deep;
          for (int64_t j = 0; j < width; j += kPanel) {
            const float *panel = packed == nullptr ? panels + j * deep : packed + (j0 + j) * k + p * kPanel;
            ct::wide::multiply(std::min(kTile, count - i), std::min(kPanel, width - j), deep, tile,
                               direct ? a.row_stride : 1, direct ? 1 : kTile, panel, c + (i0 + i) * stride + j0 + j,
                               stride, accumulate || p > 0);
          }
        }
      }
    }
  }
}

/// How the tiles of c are dealt to threads: `down` × `across` parts, with the least to do for the busiest one.
struct Split {
  int64_t down, across;
};

Split split(int64_t m, int64_t n, bool packs_a, bool packs_b, int64_t threads) {
  Split best{1, 1};
  double least = 0;
  for (int64_t down = 1; down <= threads; down++) {
    int64_t across = threads / down;
    double rows = rounded_up((m + down - 1) / down, kTile), columns = rounded_up((n + across - 1) / across, kPanel);
    // In the time of a multiplication; what several threads pack alike is paid by each.
    double cost = rows * columns + (packs_b ? 6 * columns : 0) + (packs_a ? 6 * rows : 0);
    if (least == 0 || cost < least) least = cost, best = {down, across};
  }
  return best;
}

void multiply_wide(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, const float *packed, float *c, int64_t stride,
                   bool accumulate, int64_t threads) {
  if (m * n * k < kSmall) threads = 1;
  Split parts = split(m, n, a.column_stride != 1, packed == nullptr, threads);
  int64_t height = rounded_up((m + parts.down - 1) / parts.down, kTile);
  int64_t width = rounded_up((n + parts.across - 1) / parts.across, kPanel);
  ct::parallel_for(0, parts.down * parts.across, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) {
      int64_t i = part / parts.across * height, j = part % parts.across * width;
      multiply_part({i, std::min(m, i + height)}, {j, std::min(n, j + width)}, k, a, b, packed, c, stride, accumulate);
    }
  });
}

/// Nothing to sum, or nothing to write: true where that was all.
bool trivial(int64_t m, int64_t n, int64_t k, float *c, int64_t stride, bool accumulate) {
  if (m > 0 && n > 0 && k > 0) return false;
  for (int64_t i = 0; i < m && !accumulate; i++) std::fill(c + i * stride, c + i * stride + n, 0.0f);
  return true;
}

void multiply_blas(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, bool accumulate) {
  // Row-major c is column-major cᵀ = bᵀ·aᵀ.
  char ta = a.column_stride == 1 ? 'N' : 'T', tb = b.column_stride == 1 ? 'N' : 'T';
  int mi = static_cast<int>(m), ni = static_cast<int>(n), ki = static_cast<int>(k);
  int la = static_cast<int>(std::max(a.row_stride, a.column_stride)), lc = static_cast<int>(stride);
  int lb = static_cast<int>(std::max(b.row_stride, b.column_stride));
  float one = 1, beta = accumulate ? 1 : 0;
  sgemm_(&tb, &ta, &ni, &mi, &ki, &one, b.data, &lb, a.data, &la, &beta, c, &lc);
}

}  // namespace

namespace ct {

bool has_wide_products() { return wide::kernels_available() && wide_allowed.load(std::memory_order_relaxed); }

void product(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, bool accumulate) {
  if (trivial(m, n, k, c, stride, accumulate)) return;
  if (!has_wide_products()) return multiply_blas(m, n, k, a, b, c, stride, accumulate);
  multiply_wide(m, n, k, a, b, nullptr, c, stride, accumulate, at::get_num_threads());
}

void product_here(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, bool accumulate) {
  if (trivial(m, n, k, c, stride, accumulate)) return;
  if (!has_wide_products()) return multiply_blas(m, n, k, a, b, c, stride, accumulate);
  multiply_part({0, m}, {0, n}, k, a, b, nullptr, c, stride, accumulate);
}

int64_t packed_size(int64_t k, int64_t n) { return rounded_up(n, kPanel) * k; }

void pack(int64_t k, int64_t n, Matrix b, float *packed) {
  parallel_for(0, (n + kPanel - 1) / kPanel, 1, [&](int64_t begin, int64_t end) {
    for (int64_t panel = begin; panel < end; panel++)
      wide::pack_panel(b.from(0, panel * kPanel), k, std::min(kPanel, n - panel * kPanel), packed + panel * kPanel * k);
  });
}

void product_packed(int64_t m, int64_t n, int64_t k, Matrix a, const float *packed, float *c, int64_t stride,
                    bool accumulate) {
  if (trivial(m, n, k, c, stride, accumulate)) return;
  multiply_wide(m, n, k, a, {}, packed, c, stride, accumulate, at::get_num_threads());
}

}  // namespace ct

extern "C" bool ct_use_wide_products(bool allowed) { return wide_allowed.exchange(allowed); }
