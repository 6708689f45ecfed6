#include "composed.h"
#include "composed_rows.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <map>
#include <optional>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Segments are padded to others of about their length and attended side by side. Which row goes where is the same in every
// layer, so that it is worked out once for a pass. Gradients go back by the inverse index, never by adding into rows: that
// would be another sum each time, or slow.

namespace {

using ct::counting;
using ct::Heads;
using ct::on;
using ct::Runs;
using ct::Segment;

/// Equal for lengths within a factor of two.
int magnitude(int64_t length) {
  int bits = 0;
  for (; length > 0; length >>= 1) bits++;
  return bits;
}

/// Segments of about the same length, S of them, and the U prefixes they continue.
struct Bucket {
  std::vector<Segment> segments;
  int64_t longest = 0, prefixes = 0, longest_prefix = 0;
  at::Tensor prefix_rows;  // [U·P]
  at::Tensor which;        // [S], of U
  at::Tensor one_hot;      // [U, S], 1 where the segment continues the prefix
  at::Tensor back;         // [N], where a row lies among the prefixes; undefined where one lies there twice
  at::Tensor lies;         // [N, 1], whether it does
  at::Tensor lengths;      // [S] of prefixes
  std::map<int64_t, at::Tensor> blocked_by_window;

  const at::Tensor &blocked(int64_t window) {
    auto &result = blocked_by_window[window];
    if (result.defined()) return result;
    int64_t count = static_cast<int64_t>(segments.size());
    auto i = counting(lengths, longest).view({1, longest, 1}), j = i.view({1, 1, longest}), before = lengths.view({count, 1, 1});
    auto allowed = j.le(i);
    if (window > 0) allowed = allowed.logical_and((i - j).lt(window));
    allowed = allowed.expand({count, longest, longest});
    if (longest_prefix > 0) {
      auto place = counting(lengths, longest_prefix).view({1, 1, longest_prefix});
      auto seen = place.lt(before).expand({count, longest, longest_prefix});
      if (window > 0) seen = seen.logical_and((before + i - place).lt(window));
      allowed = at::cat({seen, allowed}, 2);
    }
    result = allowed.logical_not().view({count, 1, 1, longest, longest_prefix + longest});
    return result;
  }
};

struct SegmentPlan {
  at::Tensor segments;  // that it was made for
  int64_t prefix_rows;  // that lie apart; -1 where prefixes are among the rows
  std::vector<Bucket> buckets;
  std::vector<int64_t> sizes;  // padded rows of each bucket
  at::Tensor own;              // [M], the row at each padded place
  at::Tensor real;             // [M, 1], 0 where it stands there as padding
  at::Tensor places;           // [N], a row's padded place; M where no segment has it
  bool gaps = false;

  bool made_for(const at::Tensor &table, const at::Tensor &qkv, int64_t apart) const {
    return segments.is_same(table) && prefix_rows == apart && places.size(0) == qkv.size(0) && real.device() == qkv.device() &&
           real.scalar_type() == qkv.scalar_type();
  }

  SegmentPlan(const at::Tensor &table, const at::Tensor &qkv, int64_t apart) : segments(table), prefix_rows(apart) {
    int64_t rows = qkv.size(0);
    std::map<std::pair<int, int>, Bucket> alike;
    for (const Segment &s : ct::segment_list(table, rows, apart < 0 ? rows : apart))
      alike[{magnitude(s.length), magnitude(s.prefix_length)}].segments.push_back(s);
    std::vector<int64_t> row_at, place_of(rows, -1);
    std::vector<float> is_real;
    for (auto &entry : alike) {
      Bucket bucket = std::move(entry.second);
      for (const Segment &s : bucket.segments) bucket.longest = std::max(bucket.longest, s.length);
      for (const Segment &s : bucket.segments) {
        for (int64_t i = 0; i < bucket.longest; i++) {
          if (i < s.length) place_of[s.start + i] = static_cast<int64_t>(row_at.size());
          row_at.push_back(s.start + std::min(i, s.length - 1));
          is_real.push_back(i < s.length ? 1 : 0);
        }
      }
      sizes.push_back(static_cast<int64_t>(bucket.segments.size()) * bucket.longest);
      find_prefixes(bucket, qkv, apart >= 0);
      buckets.push_back(std::move(bucket));
    }
    for (int64_t &place : place_of)
      if (place < 0) place = static_cast<int64_t>(row_at.size()), gaps = true;
    own = on(qkv, row_at);
    places = on(qkv, place_of);
    real = at::tensor(at::ArrayRef<float>(is_real)).to(qkv.options().requires_grad(false)).unsqueeze(1);
  }

 private:
  static void find_prefixes(Bucket &bucket, const at::Tensor &qkv, bool apart) {
    Runs prefixes;
    std::vector<int64_t> which, lengths;
    for (const Segment &s : bucket.segments) {
      which.push_back(prefixes.add(s.prefix_length == 0 ? 0 : s.prefix, s.prefix_length));
      lengths.push_back(s.prefix_length);
    }
    bucket.lengths = on(qkv, lengths);
    bucket.longest_prefix = prefixes.longest;
    if (prefixes.longest == 0) return;
    bucket.prefixes = prefixes.count();
    bucket.prefix_rows = on(qkv, prefixes.rows());
    bucket.which = on(qkv, which);
    bucket.one_hot = counting(qkv, bucket.prefixes).unsqueeze(1).eq(bucket.which.unsqueeze(0)).to(qkv.scalar_type());
    if (apart) return;
    std::vector<int64_t> back(qkv.size(0), 0);
    std::vector<float> lies(qkv.size(0), 0);
    for (int64_t u = 0; u < prefixes.count(); u++) {
      auto [start, length] = prefixes.runs[u];
      for (int64_t i = 0; i < length; i++) {
        if (lies[start + i] > 0) return;
        back[start + i] = u * prefixes.longest + i;
        lies[start + i] = 1;
      }
    }
    bucket.back = on(qkv, back);
    bucket.lies = at::tensor(at::ArrayRef<float>(lies)).to(qkv.options().requires_grad(false)).unsqueeze(1);
  }
};

/// Rows to their padded places, [N, W] → [M, W].
struct Padded : public torch::autograd::Function<Padded> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &own, const at::Tensor &places,
                            bool gaps) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({places});
    context->saved_data["gaps"] = gaps;
    return x.index_select(0, own);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    // What comes back to padding is 0: nothing was read from there.
    auto dx = gathered(gradients[0], context->get_saved_variables()[0], context->saved_data["gaps"].toBool());
    return {dx, at::Tensor(), at::Tensor(), at::Tensor()};
  }

  /// Rows that lie nowhere are 0.
  static at::Tensor gathered(const at::Tensor &y, const at::Tensor &places, bool gaps) {
    return (gaps ? at::cat({y, at::zeros({1, y.size(1)}, y.options())}) : y).index_select(0, places);
  }
};

/// The way back, [M, W] → [N, W].
struct Unpadded : public torch::autograd::Function<Unpadded> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &y, const at::Tensor &own, const at::Tensor &real,
                            const at::Tensor &places, bool gaps) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({own, real});
    return Padded::gathered(y, places, gaps);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto dy = gradients[0].index_select(0, saved[0]).mul_(saved[1]);
    return {dy, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

/// Rows of prefixes, none of which lies in two of them.
struct Prefixes : public torch::autograd::Function<Prefixes> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &rows, const at::Tensor &back,
                            const at::Tensor &lies) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({back, lies});
    return x.index_select(0, rows);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto dx = gradients[0].index_select(0, saved[0]).mul_(saved[1]);
    return {dx, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

/// A prefix for each segment that continues it, [U, …] → [S, …].
struct Shared : public torch::autograd::Function<Shared> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &which, const at::Tensor &one_hot) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({one_hot});
    return x.index_select(0, which);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto one_hot = context->get_saved_variables()[0];
    auto shape = gradients[0].sizes().vec();
    auto dx = at::matmul(one_hot, gradients[0].reshape({shape[0], -1}));
    shape[0] = one_hot.size(0);
    return {dx.view(shape), at::Tensor(), at::Tensor()};
  }
};

/// softmax(capped q · kᵀ) · v, q `[S, K, share·L, D]`, k and v `[S, K, T, D]`. The scores of all layers would not fit into
/// memory together, so they are computed again on the way back (Dao et al. 2022, arXiv:2205.14135, appendix B.2).
struct Attended : public torch::autograd::Function<Attended> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &query, const at::Tensor &keys,
                            const at::Tensor &values, const at::Tensor &blocked, double softcap) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto scores = scored(query, keys, blocked, softcap);
    auto lse = at::logsumexp(scores, -1, true);
    auto p = scores.sub_(lse).exp_().view({query.size(0), query.size(1), query.size(2), keys.size(2)});
    auto out = at::matmul(p.to(values.scalar_type()), values);
    context->save_for_backward({query, keys, values, blocked, lse, out});
    context->saved_data["softcap"] = softcap;
    return out;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &query = saved[0], &keys = saved[1], &values = saved[2], &lse = saved[4], &out = saved[5];
    double softcap = context->saved_data["softcap"].toDouble();
    const auto &g = gradients[0];
    auto scores = scored(query, keys, saved[3], softcap);
    std::vector<int64_t> flat = {query.size(0), query.size(1), query.size(2), keys.size(2)};
    // What a cap passes on is 1 − tanh², and nothing where a score is blocked.
    auto slope = softcap > 0 ? 1 - (scores.clamp_min(-softcap) / softcap).square() : at::Tensor();
    auto p = scores.sub_(lse).exp_().view(flat);
    auto dv = at::matmul(p.to(g.scalar_type()).transpose(2, 3), g);
    auto ds = at::matmul(g, values.transpose(2, 3)).sub_((g * out).sum(-1, true)).to(p.scalar_type()).mul_(p);
    if (slope.defined()) ds.mul_(slope.view(flat));
    ds = ds.to(query.scalar_type());
    return {at::matmul(ds, keys), at::matmul(ds.transpose(2, 3), query), dv, at::Tensor(), at::Tensor()};
  }

  /// `[S, K, share, L, T]`.
  static at::Tensor scored(const at::Tensor &query, const at::Tensor &keys, const at::Tensor &blocked, double softcap) {
    auto scores = at::matmul(query, keys.transpose(2, 3)).view({query.size(0), query.size(1), -1, blocked.size(3), keys.size(2)});
    return ct::blocked_scores(scores, blocked, softcap);
  }
};

/// Attention of a bucket's padded rows `[S·L, (H + 2K)·D]` → `[S·L, H·D]`.
at::Tensor attended(const at::Tensor &padded, const at::Tensor &qkv, const at::Tensor &prefix, Bucket &bucket,
                    const Heads &heads) {
  int64_t count = static_cast<int64_t>(bucket.segments.size()), h = heads.queries, k = heads.keys, d = heads.size;
  int64_t longest = bucket.longest, before = bucket.longest_prefix;
  auto rows = padded.view({count, longest, h + 2 * k, d});
  auto query = (rows.narrow(2, 0, h).permute({0, 2, 1, 3}) * heads.scale).reshape({count, k, heads.share() * longest, d});
  auto keys = rows.narrow(2, h, k).transpose(1, 2), values = rows.narrow(2, h + k, k).transpose(1, 2);
  if (before > 0) {
    at::Tensor pairs;
    auto source = prefix.defined() ? prefix : qkv.narrow(1, h * d, 2 * k * d);
    if (bucket.back.defined()) {
      pairs = Prefixes::apply(source, bucket.prefix_rows, bucket.back, bucket.lies);
    } else {
      pairs = source.index_select(0, bucket.prefix_rows);
    }
    pairs = pairs.view({bucket.prefixes, before, 2, k, d});
    pairs = bucket.prefixes == 1 ? pairs.expand({count, before, 2, k, d}) : Shared::apply(pairs, bucket.which, bucket.one_hot);
    keys = at::cat({pairs.select(2, 0).transpose(1, 2), keys}, 2);
    values = at::cat({pairs.select(2, 1).transpose(1, 2), values}, 2);
  }
  auto out = Attended::apply(query, keys, values, bucket.blocked(heads.window), heads.softcap);
  return out.view({count, h, longest, d}).transpose(1, 2).reshape({count * longest, h * d});
}

}  // namespace

namespace ct {

at::Tensor composed_segment_attention(const at::Tensor &qkv, const at::Tensor &prefix, const at::Tensor &segments,
                                      const Heads &heads) {
  // All layers of a pass come with the same table.
  static thread_local std::optional<SegmentPlan> plan;
  int64_t apart = prefix.defined() ? prefix.size(0) : -1;
  if (!plan || !plan->made_for(segments, qkv, apart)) plan.emplace(segments, qkv, apart);
  auto padded = Padded::apply(qkv, plan->own, plan->places, plan->gaps).split_with_sizes(plan->sizes);
  std::vector<at::Tensor> parts;
  for (size_t b = 0; b < plan->buckets.size(); b++)
    parts.push_back(attended(padded[b], qkv, prefix, plan->buckets[b], heads));
  return Unpadded::apply(at::cat(parts), plan->own, plan->real, plan->places, plan->gaps);
}

}  // namespace ct
