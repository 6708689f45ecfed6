// The AVX-512 kernels behind product.cpp. Call them only where `kernels_available()`.
#pragma once

#include "product.h"

namespace ct::wide {

/// Columns of a panel: b is read as panels [k, 64], the last one filled with zeros.
constexpr int64_t kPanel = 64;
/// Rows of c that a kernel holds in registers.
constexpr int64_t kTile = 6;

bool kernels_available();

/// Copies `columns` (at most 64) of b[k, …] to a panel.
void pack_panel(Matrix b, int64_t k, int64_t columns, float *panel);

/// Floats from one tile that `pack_tiles` wrote to the next.
constexpr int64_t tile_size(int64_t k) { return k * kTile + 2; }

/// Copies rows of a whose columns are far apart to tiles [k, 6], `tile_size` floats apart.
void pack_tiles(Matrix a, int64_t rows, int64_t k, float *tiles);

/// c[rows, columns] = start + a[rows, k] · panel, for at most 6 rows and 64 columns; a's strides are free.
struct Tile {
  const float *a;
  int64_t row_stride, column_stride;
  float *c;
  int64_t stride;
  /// What the sum starts from, NULL for zero; c itself adds to c, a stride of 0 repeats one row.
  const float *start;
  int64_t start_stride;
};

/// - ahead: k / 2 cache lines from here are asked for on the way, because another tile will need them.
void multiply(int64_t rows, int64_t columns, int64_t k, const Tile &tile, const float *panel, const float *ahead);

}  // namespace ct::wide
