// What both ways to compute attention share.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace ct {

/// Rows of one sequence, and the earlier rows that it continues.
struct Segment {
  int64_t start, length, prefix, prefix_length;
};

/// The segments that have rows, of `rows` in all, whose prefixes are among `prefix_rows`.
std::vector<Segment> segment_list(const at::Tensor &segments, int64_t rows, int64_t prefix_rows);

/// H query heads and K key heads of D numbers each; what multiplies their products, how far back they see (0: all), and
/// the cap on their scores (0: none).
struct Heads {
  int64_t queries, keys, size;
  double scale;
  int64_t window;
  double softcap;

  int64_t share() const { return queries / keys; }
  /// Of a row of queries, keys and values.
  int64_t width() const { return (queries + 2 * keys) * size; }
};

}  // namespace ct
