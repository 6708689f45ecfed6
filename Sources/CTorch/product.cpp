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

/// Rows of b, columns of b and rows of a that are worked on at a time: b's block stays in the second-level cache.
constexpr int64_t kDepth = 640, kWidth = 128, kHeight = 96;
/// Columns of b in a block where rows of a are copied first, which all columns of a block share.
constexpr int64_t kWide = 256;
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

/// Items [0, count) dealt to threads in equal runs. Each takes from the front of its own run, so that what it takes next is
/// known; one that has finished helps another from the back, so that a thread held up on the way holds up nobody.
class Slices {
 public:
  static constexpr int64_t kThreads = 64;

  Slices(int64_t count, int64_t threads) : threads(threads) {
    for (int64_t t = 0; t < threads; t++) runs[t].items = pack(count * t / threads, count * (t + 1) / threads);
  }

  /// - most: items to take at a time.
  bool take(int64_t thread, int64_t most, Range &slice) {
    auto first = [&](Range own) { return Range{own.begin, std::min(own.end, own.begin + most)}; };
    auto last = [](Range other) { return Range{std::max(other.begin, other.end - 1), other.end}; };
    if (take(runs[thread], first, slice)) return true;
    for (int64_t t = 1; t < threads; t++)
      if (take(runs[(thread + t) % threads], last, slice)) return true;
    return false;
  }

 private:
  struct alignas(64) Run {
    std::atomic<uint64_t> items;
  };

  static uint64_t pack(uint64_t begin, uint64_t end) { return begin << 32 | end; }

  template <typename Choice>
  static bool take(Run &run, const Choice &choice, Range &slice) {
    uint64_t items = run.items.load(std::memory_order_relaxed), left;
    do {
      Range all{static_cast<int64_t>(items >> 32), static_cast<int64_t>(items & 0xffffffff)};
      slice = choice(all);
      if (slice.length() == 0) return false;
      left = slice.begin == all.begin ? pack(slice.end, all.end) : pack(all.begin, slice.begin);
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
  ct::parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
    for (int64_t thread = begin; thread < end; thread++) body(thread);
  });
}

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

/// A block of c where rows of a lie together.
void multiply_direct(const Product &all, Range rows, Range columns) {
  thread_local Scratch memory;
  float *panels = all.packed == nullptr ? memory.reserve(kDepth * kWidth) : nullptr;
  int64_t step = depth(all.k), width = columns.length();
  for (int64_t p = 0; p < all.k; p += step) {
    int64_t deep = std::min(step, all.k - p);
    if (all.packed == nullptr) pack_block(all, columns, p, deep, panels);
    // Packed weights come from memory: each tile asks for a slice of what follows in its panel, or in the next block.
    bool last = p + step >= all.k;
    int64_t next_column = last ? width : 0, next_row = last ? 0 : p + step;
    for (int64_t i = rows.begin; i < rows.end; i += kTile) {
      for (int64_t j = 0; j < width; j += kPanel) {
        const float *panel = panels + j * deep, *ahead = panel;
        if (all.packed != nullptr) {
          panel = all.packed + (columns.begin + j) * all.k + p * kPanel;
          int64_t slice = (i - rows.begin) / kTile * (deep / 2) * 16, column = columns.begin + next_column + j;
          ahead = slice < deep * kPanel && column < all.n ? all.packed + column * all.k + next_row * kPanel + slice : panel;
        }
        ct::wide::Tile tile = tile_at(all, i, columns.begin + j, p);
        tile.a = all.a.from(i, p).data, tile.row_stride = all.a.row_stride, tile.column_stride = 1;
        ct::wide::multiply(std::min(kTile, rows.end - i), std::min(kPanel, width - j), deep, tile, panel, ahead);
      }
    }
  }
}

/// Items are panels, times blocks of rows where there are few panels.
void multiply_direct(const Product &all, int64_t threads) {
  int64_t panels = parts(all.n, kPanel), tiles = parts(all.m, kTile);
  int64_t down = threads == 1 ? 1 : std::clamp<int64_t>(2 * threads / panels, 1, tiles);
  int64_t height = parts(tiles, down) * kTile, most = down > 1 ? 1 : kWidth / kPanel;
  Slices slices(panels * down, threads);
  on_threads(threads, [&](int64_t thread) {
    for (Range slice; slices.take(thread, most, slice);) {
      int64_t i = slice.begin / panels * height, j = slice.begin % panels * kPanel;
      multiply_direct(all, {i, std::min(all.m, i + height)}, {j, std::min(all.n, j + slice.length() * kPanel)});
    }
  });
}

/// A block of c where rows of a lie apart, in a slice of k for which b is packed.
void multiply_copied(const Product &all, Range rows, Range columns, int64_t p, int64_t deep, const float *panels) {
  thread_local Scratch memory;
  float *tiles = memory.reserve(ct::wide::tile_size(kDepth) * kHeight / kTile);
  ct::wide::pack_tiles(all.a.from(rows.begin, p), rows.length(), deep, tiles);
  for (int64_t j = columns.begin; j < columns.end; j += kPanel) {
    const float *panel = panels + (j - columns.begin) * deep;
    for (int64_t i = rows.begin; i < rows.end; i += kTile) {
      ct::wide::Tile tile = tile_at(all, i, j, p);
      tile.a = tiles + (i - rows.begin) / kTile * ct::wide::tile_size(deep), tile.row_stride = 1, tile.column_stride = kTile;
      ct::wide::multiply(std::min(kTile, rows.end - i), std::min(kPanel, columns.end - j), deep, tile, panel, panel);
    }
  }
}

/// Items are blocks of rows, for one block of columns after the other.
void multiply_copied(const Product &all, int64_t threads) {
  int64_t step = depth(all.k), across = parts(all.n, kWide), down = parts(all.m, kHeight);
  for (int64_t p = 0; p < all.k; p += step) {
    int64_t deep = std::min(step, all.k - p);
    Slices slices(across * down, threads);
    on_threads(threads, [&](int64_t thread) {
      thread_local Scratch memory;
      float *panels = memory.reserve(kDepth * kWide);
      int64_t packed = -1;
      for (Range slice; slices.take(thread, 1, slice);) {
        int64_t block = slice.begin / down, i = slice.begin % down * kHeight, j = block * kWide;
        Range columns{j, std::min(all.n, j + kWide)};
        if (block != packed) pack_block(all, columns, p, deep, panels);
        packed = block;
        multiply_copied(all, {i, std::min(all.m, i + kHeight)}, columns, p, deep, panels);
      }
    });
  }
}

void multiply_wide(const Product &all, int64_t threads) {
  if (all.m * all.n * all.k < kSmall) threads = 1;
  threads = std::min(threads, Slices::kThreads);
  if (all.a.column_stride == 1) {
    multiply_direct(all, threads);
  } else {
    multiply_copied(all, threads);
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
