#include "product.h"

#include "dealt_items.h"
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

using ct::DealtItems;
using ct::Matrix;
using ct::wide::kPanel;
using ct::wide::kTile;

std::atomic<bool> wide_allowed{true};

/// Rows of b, columns of b and rows of a that are worked on at a time: b's block stays in the second-level cache. It is
/// wider where rows of a are copied first, since all its columns share the copy.
constexpr int64_t kDepth = 640, kWidth = 128, kWide = 256, kHeight = 96;
/// Products smaller than this are not worth waking a thread for.
constexpr int64_t kSmall = 1 << 17;

int64_t parts(int64_t value, int64_t unit) { return (value + unit - 1) / unit; }
int64_t rounded_up(int64_t value, int64_t unit) { return parts(value, unit) * unit; }

/// Equal slices of k, at most kDepth; the order of summation follows from it.
int64_t depth(int64_t k) { return rounded_up(parts(k, std::max<int64_t>(1, parts(k, kDepth))), 16); }

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
  int64_t length() const { return end - begin; }
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

/// The tile at (i, j) of c, which adds to what earlier slices of k left.
ct::wide::Tile tile_at(const Product &all, int64_t i, int64_t j, int64_t p) {
  ct::wide::Tile tile{nullptr, 0, 0, all.c + i * all.stride + j, all.stride, nullptr, 0};
  if (p > 0) {
    tile.start = tile.c, tile.start_stride = all.stride;
  } else if (all.start.data != nullptr) {
    tile.start = all.start.data + i * all.start.stride + j, tile.start_stride = all.start.stride;
  }
  return tile;
}

void pack_block(const Product &all, Range columns, int64_t p, int64_t deep, float *panels) {
  for (int64_t j = columns.begin; j < columns.end; j += kPanel, panels += kPanel * deep)
    ct::wide::pack_panel(all.b.from(p, j), deep, std::min(kPanel, columns.end - j), panels);
}

/// What one slice of k adds to a block of c.
struct Block {
  Range rows, columns;
  int64_t p, deep;
  /// b's panels, `panel_stride` floats apart, and a place in what will be read next, which is asked for on the way.
  const float *panels;
  int64_t panel_stride;
  const float *ahead;
};

/// Rows of a lie together, so they are read where they are; the tile of a stays near while panels pass.
void multiply_direct(const Product &all, const Block &block) {
  const float *ahead = block.ahead, *end = ahead == nullptr ? nullptr : ahead + block.deep * kPanel;
  for (int64_t i = block.rows.begin; i < block.rows.end; i += kTile) {
    const float *panel = block.panels;
    for (int64_t j = block.columns.begin; j < block.columns.end; j += kPanel, panel += block.panel_stride) {
      const float *next = ahead < end ? ahead + (panel - block.panels) : panel;
      ct::wide::Tile tile = tile_at(all, i, j, block.p);
      tile.a = all.a.from(i, block.p).data, tile.row_stride = all.a.row_stride, tile.column_stride = 1;
      int64_t rows = std::min(kTile, block.rows.end - i), columns = std::min(kPanel, block.columns.end - j);
      ct::wide::multiply(rows, columns, block.deep, tile, panel, next);
    }
    if (ahead < end) ahead += block.deep / 2 * 16;
  }
}

/// Rows of a lie apart, so they are copied first; the panel stays near while tiles of the copy pass.
void multiply_copied(const Product &all, const Block &block) {
  thread_local Scratch memory;
  float *tiles = memory.reserve(ct::wide::tile_size(kDepth) * kHeight / kTile);
  ct::wide::pack_tiles(all.a.from(block.rows.begin, block.p), block.rows.length(), block.deep, tiles);
  const float *panel = block.panels;
  for (int64_t j = block.columns.begin; j < block.columns.end; j += kPanel, panel += block.panel_stride) {
    for (int64_t i = block.rows.begin; i < block.rows.end; i += kTile) {
      ct::wide::Tile tile = tile_at(all, i, j, block.p);
      tile.a = tiles + (i - block.rows.begin) / kTile * ct::wide::tile_size(block.deep);
      tile.row_stride = 1, tile.column_stride = kTile;
      int64_t rows = std::min(kTile, block.rows.end - i), columns = std::min(kPanel, block.columns.end - j);
      ct::wide::multiply(rows, columns, block.deep, tile, panel, panel);
    }
  }
}

/// Items are blocks of rows, for one block of columns after the other: a thread packs its part of b once for all of them.
void multiply_wide(const Product &all, int64_t threads) {
  threads = all.m * all.n * all.k < kSmall ? 1 : std::min(threads, DealtItems::kThreads);
  bool copied = all.a.column_stride != 1;
  int64_t down = parts(all.m, kHeight), height = rounded_up(parts(all.m, down), kTile);
  int64_t width = copied ? kWide : kWidth, step = depth(all.k);
  if (parts(all.n, width) * down < 4 * threads) width = kPanel;
  for (int64_t p = 0; p < all.k; p += step) {
    int64_t deep = std::min(step, all.k - p);
    DealtItems items(parts(all.n, width) * down, threads);
    ct::on_threads(threads, [&](int64_t thread) {
      thread_local Scratch memory;
      float *own = all.packed == nullptr ? memory.reserve(kDepth * kWide) : nullptr;
      int64_t packed = -1;
      for (int64_t item; items.take(thread, item);) {
        int64_t i = item % down * height, j = item / down * width;
        Block block{{i, std::min(all.m, i + height)}, {j, std::min(all.n, j + width)}, p, deep, own, deep * kPanel, nullptr};
        if (all.packed != nullptr) {
          block.panels = all.packed + j * all.k + p * kPanel, block.panel_stride = all.k * kPanel;
          // Packed weights come from memory: the last rows ask for the columns that will be read next.
          if (i + height >= all.m && j + width < all.n) block.ahead = block.panels + width * all.k;
        } else if (j != packed) {
          pack_block(all, block.columns, p, deep, own);
          packed = j;
        }
        copied ? multiply_copied(all, block) : multiply_direct(all, block);
      }
    });
  }
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

void product_packed(int64_t m, int64_t n, int64_t k, const float *a, const float *packed, float *c, int64_t stride,
                    Start start) {
  multiply({m, n, k, Matrix::rows(a, k), {}, packed, c, stride, start}, at::get_num_threads());
}

}  // namespace ct

extern "C" {

bool ct_has_wide_products(void) { return ct::has_wide_products(); }

bool ct_use_wide_products(bool allowed) { return wide_allowed.exchange(allowed); }
}
