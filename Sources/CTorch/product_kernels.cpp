#include "product_kernels.h"

#include <algorithm>

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx512f")))
#define WIDE_INLINE WIDE static inline __attribute__((always_inline))

namespace {

WIDE_INLINE __mmask16 first(int64_t count) {
  return count >= 16 ? 0xffff : count <= 0 ? 0 : static_cast<__mmask16>((1u << count) - 1);
}

/// Rows of a matrix ahead of those being copied, and floats of a row: the processor foresees no loads that are a page apart.
constexpr int64_t kRowsAhead = 16, kFloatsAhead = 32;

WIDE_INLINE void expect(const float *place) { _mm_prefetch(reinterpret_cast<const char *>(place), _MM_HINT_T0); }

/// Writes a 16 × 16 block of `from` (rows, columns of it that exist) transposed: to[j · 64 + i] = from[i · stride + j].
WIDE_INLINE void transpose(const float *from, int64_t stride, int64_t rows, int64_t columns, float *to) {
  __m512 r[16], t[16];
  __mmask16 mask = first(columns);
  for (int i = 0; i < 16; i++) {
    r[i] = i < rows ? _mm512_maskz_loadu_ps(mask, from + i * stride) : _mm512_setzero_ps();
    expect(from + i * stride + kFloatsAhead);
  }
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 2; j++) {
      __m512d low = _mm512_castps_pd(t[4 * i + j]), high = _mm512_castps_pd(t[4 * i + j + 2]);
      r[4 * i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
      r[4 * i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
    }
  }
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 2; j++) {
      t[8 * j + i] = _mm512_shuffle_f32x4(r[8 * j + i], r[8 * j + i + 4], 0x88);
      t[8 * j + i + 4] = _mm512_shuffle_f32x4(r[8 * j + i], r[8 * j + i + 4], 0xdd);
    }
  }
  for (int i = 0; i < 8; i++) {
    r[i] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd);
  }
  for (int j = 0; j < 16 && j < columns; j++) _mm512_storeu_ps(to + j * ct::wide::kPanel, r[j]);
}

template <int Rows>
WIDE void multiply_rows(int64_t columns, int64_t k, const ct::wide::Tile &tile, const float *panel,
                        const float *ahead) {
  const float *a = tile.a, *start = tile.start;
  float *c = tile.c;
  int64_t row_stride = tile.row_stride, column_stride = tile.column_stride, stride = tile.stride;
  __m512 sums[Rows][4];
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < 4; v++) {
      sums[r][v] = _mm512_setzero_ps();
      _mm_prefetch(reinterpret_cast<const char *>(c + r * stride + 16 * v), _MM_HINT_T0);
    }
  int64_t p = 0;
  for (; p + 2 <= k; p += 2) {
    _mm_prefetch(reinterpret_cast<const char *>(ahead), _MM_HINT_T1);
    ahead += 16;
#pragma clang loop unroll(full)
    for (int step = 0; step < 2; step++) {
      __m512 b[4];
      for (int v = 0; v < 4; v++) b[v] = _mm512_loadu_ps(panel + 16 * v);
      panel += ct::wide::kPanel;
#pragma clang loop unroll(full)
      for (int r = 0; r < Rows; r++) {
        __m512 x = _mm512_set1_ps(a[r * row_stride]);
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++) sums[r][v] = _mm512_fmadd_ps(x, b[v], sums[r][v]);
      }
      a += column_stride;
    }
  }
  if (p < k)
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < 4; v++)
        sums[r][v] = _mm512_fmadd_ps(_mm512_set1_ps(a[r * row_stride]), _mm512_loadu_ps(panel + 16 * v), sums[r][v]);
  __mmask16 masks[4];
  for (int v = 0; v < 4; v++) masks[v] = first(columns - 16 * v);
  if (start != nullptr)
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < 4; v++)
        sums[r][v] = _mm512_add_ps(_mm512_maskz_loadu_ps(masks[v], start + r * tile.start_stride + 16 * v), sums[r][v]);
  // A store without a mask is much cheaper.
  if (columns == ct::wide::kPanel) {
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < 4; v++) _mm512_storeu_ps(c + r * stride + 16 * v, sums[r][v]);
  } else {
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < 4; v++) _mm512_mask_storeu_ps(c + r * stride + 16 * v, masks[v], sums[r][v]);
  }
}

}  // namespace

namespace ct::wide {

bool kernels_available() {
  static const bool available = __builtin_cpu_supports("avx512f");
  return available;
}

WIDE void pack_panel(Matrix b, int64_t k, int64_t columns, float *panel) {
  if (b.column_stride == 1) {
    for (int64_t p = 0; p < k; p++)
      for (int v = 0; v < 4; v++) {
        expect(b.data + (p + kRowsAhead) * b.row_stride + 16 * v);
        _mm512_storeu_ps(panel + p * kPanel + 16 * v,
                         _mm512_maskz_loadu_ps(first(columns - 16 * v), b.data + p * b.row_stride + 16 * v));
      }
    return;
  }
  for (int64_t j = 0; j < kPanel; j += 16) {
    int64_t rows = std::max<int64_t>(0, std::min<int64_t>(16, columns - j));
    for (int64_t p = 0; p < k; p += 16)
      transpose(b.data + j * b.column_stride + p, b.column_stride, rows, k - p, panel + p * kPanel + j);
  }
}

WIDE void pack_tiles(Matrix a, int64_t rows, int64_t k, float *tiles) {
  for (int64_t p = 0; p < k; p++) {
    for (int64_t i = 0; i < rows; i += 16) expect(a.data + (p + kRowsAhead) * a.column_stride + i);
    for (int64_t i = 0, t = 0; i < rows; i += kTile, t++) {
      // Eight floats at a time, two more than a tile's: a store under a mask takes several times as long.
      __m512 wide = _mm512_maskz_loadu_ps(first(std::min<int64_t>(8, rows - i)), a.data + p * a.column_stride + i);
      _mm256_storeu_ps(tiles + t * tile_size(k) + p * kTile, _mm512_castps512_ps256(wide));
    }
  }
}

void multiply(int64_t rows, int64_t columns, int64_t k, const Tile &tile, const float *panel, const float *ahead) {
  switch (rows) {
    case 1: return multiply_rows<1>(columns, k, tile, panel, ahead);
    case 2: return multiply_rows<2>(columns, k, tile, panel, ahead);
    case 3: return multiply_rows<3>(columns, k, tile, panel, ahead);
    case 4: return multiply_rows<4>(columns, k, tile, panel, ahead);
    case 5: return multiply_rows<5>(columns, k, tile, panel, ahead);
    default: return multiply_rows<6>(columns, k, tile, panel, ahead);
  }
}

}  // namespace ct::wide

#else

namespace ct::wide {

bool kernels_available() { return false; }
void pack_panel(Matrix, int64_t, int64_t, float *) {}
void pack_tiles(Matrix, int64_t, int64_t, float *) {}
void multiply(int64_t, int64_t, int64_t, const Tile &, const float *, const float *) {}

}  // namespace ct::wide

#endif
