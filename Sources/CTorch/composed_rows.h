// Rows that lie apart, brought side by side; shared by both kinds of composed attention.
#pragma once

#include "attention.h"
#include "internal.h"

#include <utility>
#include <vector>

namespace ct {

/// The values as int64 where `like` lies.
at::Tensor on(const at::Tensor &like, const std::vector<int64_t> &values);
/// 0, 1, … where `like` lies.
at::Tensor counting(const at::Tensor &like, int64_t count);

/// Scores, which are consumed, capped and −∞ where they are blocked; those of half precision in single.
at::Tensor blocked_scores(at::Tensor scores, const at::Tensor &blocked, double softcap);

/// Distinct runs of rows, each padded to the longest.
struct Runs {
  std::vector<std::pair<int64_t, int64_t>> runs;  // start, length
  int64_t longest = 0;

  /// Which run it is.
  int64_t add(int64_t start, int64_t length);
  int64_t count() const { return static_cast<int64_t>(runs.size()); }
  /// Of all runs; past a run's end its last row stands again.
  std::vector<int64_t> rows() const;
};

}  // namespace ct
