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

/// Copies rows of a whose columns are far apart to tiles [k, 6], one after the other.
void pack_tiles(Matrix a, int64_t rows, int64_t k, float *tiles);

/// c[rows, columns] (+)= a[rows, k] · panel, for at most 6 rows and 64 columns. a's strides are free.
///
/// Not a `Matrix`: to copy one the processor would wait until the tile before has left its store queue.
void multiply(int64_t rows, int64_t columns, int64_t k, const float *a, int64_t row_stride, int64_t column_stride,
              const float *panel, float *c, int64_t stride, bool accumulate);

}  // namespace ct::wide
