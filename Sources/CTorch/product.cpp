#include "product.h"

#include "internal.h"
#include "product_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
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

/// One product; where `packed` is null, b is packed on the way.
struct Product {
  int64_t m, n, k;
  Matrix a, b;
  const float *packed;
  float *c;
  int64_t stride;
  ct::Start start;
};

/// The part of c that one thread computes.
void multiply_part(const Product &all, Range rows, Range columns) {
  thread_local Scratch panel_memory, tile_memory;
  bool direct = all.a.column_stride == 1;
  float *panels = all.packed == nullptr ? panel_memory.reserve(kDepth * kWidth) : nullptr;
  float *tiles = direct ? nullptr : tile_memory.reserve(kDepth * kHeight);
  int64_t step = depth(all.k), height = direct ? kTile : kHeight;
  ct::wide::Tile tile{nullptr, direct ? all.a.row_stride : 1, direct ? 1 : kTile, nullptr, all.stride, nullptr, 0};
  for (int64_t j0 = columns.begin; j0 < columns.end; j0 += kWidth) {
    int64_t width = std::min(kWidth, columns.end - j0);
    for (int64_t p = 0; p < all.k; p += step) {
      int64_t deep = std::min(step, all.k - p);
      for (int64_t j = 0; all.packed == nullptr && j < width; j += kPanel)
        ct::wide::pack_panel(all.b.from(p, j0 + j), deep, std::min(kPanel, width - j), panels + j * deep);
      // Packed weights come from memory: each tile asks for a slice of what follows in its panel, or in the next block.
      bool last = p + step >= all.k;
      int64_t next_column = last ? kWidth : 0, next_row = last ? 0 : p + step;
      if (j0 + next_column >= columns.end) next_column = next_row = 0;
      for (int64_t i0 = rows.begin; i0 < rows.end; i0 += height) {
        int64_t count = std::min(height, rows.end - i0);
        if (!direct) ct::wide::pack_tiles(all.a.from(i0, p), count, deep, tiles);
        for (int64_t i = 0; i < count; i += kTile) {
          tile.a = direct ? all.a.from(i0 + i, p).data : tiles + i * deep;
          for (int64_t j = 0; j < width; j += kPanel) {
            const float *panel = panels + j * deep, *ahead = panel;
            if (all.packed != nullptr) {
              panel = all.packed + (j0 + j) * all.k + p * kPanel;
              int64_t slice = (i0 - rows.begin + i) / kTile * (deep / 2) * 16;
              const float *next = all.packed + (j0 + next_column + j) * all.k + next_row * kPanel;
              ahead = slice < deep * kPanel && j0 + next_column + j < columns.end ? next + slice : panel;
            }
            tile.c = all.c + (i0 + i) * all.stride + j0 + j;
            if (p > 0) {
              tile.start = tile.c, tile.start_stride = all.stride;
            } else if (all.start.data != nullptr) {
              tile.start = all.start.data + (i0 + i) * all.start.stride + j0 + j, tile.start_stride = all.start.stride;
            } else {
              tile.start = nullptr;
            }
            ct::wide::multiply(std::min(kTile, count - i), std::min(kPanel, width - j), deep, tile, panel, ahead);
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

void multiply_wide(const Product &all, int64_t threads) {
  if (all.m * all.n * all.k < kSmall) threads = 1;
  Split parts = split(all.m, all.n, all.a.column_stride != 1, all.packed == nullptr, threads);
  int64_t height = rounded_up((all.m + parts.down - 1) / parts.down, kTile);
  int64_t width = rounded_up((all.n + parts.across - 1) / parts.across, kPanel);
  ct::parallel_for(0, parts.down * parts.across, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) {
      int64_t i = part / parts.across * height, j = part % parts.across * width;
      multiply_part(all, {i, std::min(all.m, i + height)}, {j, std::min(all.n, j + width)});
    }
  });
}

/// Puts what the product starts from into c; true where there is any.
bool begin(const Product &all) {
  if (all.start.data == nullptr) return false;
  for (int64_t i = 0; i < all.m && all.start.data != all.c; i++)
    std::memcpy(all.c + i * all.stride, all.start.data + i * all.start.stride, all.n * sizeof(float));
  return true;
}

void multiply_blas(const Product &all) {
  // Row-major c is column-major cᵀ = bᵀ·aᵀ.
  char ta = all.a.column_stride == 1 ? 'N' : 'T', tb = all.b.column_stride == 1 ? 'N' : 'T';
  int m = static_cast<int>(all.m), n = static_cast<int>(all.n), k = static_cast<int>(all.k);
  int la = static_cast<int>(std::max(all.a.row_stride, all.a.column_stride)), lc = static_cast<int>(all.stride);
  int lb = static_cast<int>(std::max(all.b.row_stride, all.b.column_stride));
  float one = 1, beta = begin(all) ? 1 : 0;
  sgemm_(&tb, &ta, &n, &m, &k, &one, all.b.data, &lb, all.a.data, &la, &beta, all.c, &lc);
}

void multiply(const Product &all, int64_t threads) {
  if (all.m == 0 || all.n == 0) return;
  if (all.k == 0) {
    if (!begin(all))
      for (int64_t i = 0; i < all.m; i++) std::fill(all.c + i * all.stride, all.c + i * all.stride + all.n, 0.0f);
  } else if (all.packed == nullptr && !ct::has_wide_products()) {
    multiply_blas(all);
  } else {
    multiply_wide(all, threads);
  }
}

}  // namespace

namespace ct {

bool has_wide_products() { return wide::kernels_available() && wide_allowed.load(std::memory_order_relaxed); }

void product(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, Start start) {
  multiply({m, n, k, a, b, nullptr, c, stride, start}, at::get_num_threads());
}

void product_here(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, Start start) {
  multiply({m, n, k, a, b, nullptr, c, stride, start}, 1);
}

int64_t packed_size(int64_t k, int64_t n) { return rounded_up(n, kPanel) * k; }

void pack(int64_t k, int64_t n, Matrix b, float *packed) {
  parallel_for(0, (n + kPanel - 1) / kPanel, 1, [&](int64_t begin, int64_t end) {
    for (int64_t panel = begin; panel < end; panel++)
      wide::pack_panel(b.from(0, panel * kPanel), k, std::min(kPanel, n - panel * kPanel), packed + panel * kPanel * k);
  });
}

void product_packed(int64_t m, int64_t n, int64_t k, Matrix a, const float *packed, float *c, int64_t stride,
                    Start start) {
  multiply({m, n, k, a, {}, packed, c, stride, start}, at::get_num_threads());
}

}  // namespace ct

extern "C" {

bool ct_has_wide_products(void) { return ct::has_wide_products(); }

bool ct_use_wide_products(bool allowed) { return wide_allowed.exchange(allowed); }
}
