// Matrix products in fp32: kernels of our own where the processor has AVX-512, else the BLAS that LibTorch carries.
#pragma once

#include <cstdint>

namespace ct {

/// A matrix in memory, strides in floats; one of them is 1.
struct Matrix {
  const float *data;
  int64_t row_stride, column_stride;

  static Matrix rows(const float *data, int64_t stride) { return {data, stride, 1}; }
  Matrix transposed() const { return {data, column_stride, row_stride}; }
  Matrix from(int64_t row, int64_t column) const {
    return {data + row * row_stride + column * column_stride, row_stride, column_stride};
  }
};

/// What a product is added to: rows `stride` floats apart, 0 for one row that repeats; NULL for nothing.
struct Start {
  const float *data = nullptr;
  int64_t stride = 0;
};

/// c[m,n] = start + a[m,k] · b[k,n] on all threads; rows of c are `stride` floats apart. `start` may be c itself.
///
/// Our kernels sum over k in an order that depends on k alone: the same bits for any number of rows or threads.
void product(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, Start start = {});

/// The same on the calling thread, for use inside a parallel region.
void product_here(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, float *c, int64_t stride, Start start = {});

/// Whether `product` uses our kernels; they alone read what `pack` writes.
bool has_wide_products();

/// Floats of a [k,n] matrix laid out for our kernels.
int64_t packed_size(int64_t k, int64_t n);
void pack(int64_t k, int64_t n, Matrix b, float *packed);
/// `product` of an a without gaps and a b that `pack` laid out.
void product_packed(int64_t m, int64_t n, int64_t k, const float *a, const float *packed, float *c, int64_t stride,
                    Start start = {});

}  // namespace ct
