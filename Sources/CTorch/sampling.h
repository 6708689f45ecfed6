// What both ways to draw tokens share.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ct {

/// The block of tokens in which the running sum of `sums` passes `threshold`; the last with any probability where rounding
/// left none. Adds what lies before it to `sum`.
int64_t block_of(const double *sums, int64_t blocks, double threshold, double &sum);

/// The same for tokens, from `sum` on.
int64_t token_of(const float *p, int64_t n, double threshold, double sum);

/// How many candidates top-k, top-p and min-p leave of all tokens, whose unnormalised probabilities sum to `total`; `p` holds
/// those of the `n` largest, from the largest down.
size_t kept_count(const float *p, size_t n, double total, int64_t top_k, double top_p, double min_p);

/// Which of the first `keep` candidates is drawn.
size_t drawn(const float *p, size_t keep, double uniform);

/// A token drawn from what top-k, top-p and min-p leave of all `n`.
int64_t draw_truncated(const float *p, int64_t n, double total, int64_t top_k, double top_p, double min_p, double uniform);

}  // namespace ct
