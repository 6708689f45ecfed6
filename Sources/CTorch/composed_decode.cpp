#include "composed.h"
#include "composed_rows.h"

#include <ATen/Context.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <map>
#include <optional>

// One new token a row. Rows that share a prompt are attended to it together; what lies where is the same in every layer, so
// that it is worked out once for a step.

namespace {

using ct::counting;
using ct::Heads;
using ct::on;
using ct::Runs;

struct DecodePlan {
  at::Tensor rows;  // that it was made for
  int64_t prefixes = 0, longest_prefix = 0, together = 0, longest = 0;
  at::Tensor slots;        // [A]
  at::Tensor written;      // [A], rows of the caches
  at::Tensor prefix_rows;  // [U·P]
  at::Tensor by_prefix;    // [U·R], rows of the batch that share a prefix side by side, padded
  at::Tensor back;         // [A], a row's place among those
  bool in_order = false;   // whether they lie so already
  at::Tensor own, lengths;
  std::map<int64_t, at::Tensor> blocked_by_window;

  DecodePlan(const at::Tensor &table, const at::Tensor &like, int64_t capacity) : rows(table) {
    auto host = table.to(at::kCPU);
    auto entry = host.accessor<int64_t, 2>();
    int64_t count = host.size(0);
    Runs runs;
    std::vector<std::vector<int64_t>> sharing;
    std::vector<int64_t> slot;
    for (int64_t i = 0; i < count; i++) {
      slot.push_back(entry[i][0] * capacity + entry[i][1]);
      longest = std::max(longest, entry[i][1] + 1);
      size_t u = static_cast<size_t>(runs.add(entry[i][3] == 0 ? 0 : entry[i][2], entry[i][3]));
      if (u == sharing.size()) sharing.emplace_back();
      sharing[u].push_back(i);
      together = std::max(together, static_cast<int64_t>(sharing[u].size()));
    }
    auto moved = table.to(like.device());
    slots = moved.select(1, 0).contiguous();
    own = moved.select(1, 1).unsqueeze(1);
    lengths = moved.select(1, 3).unsqueeze(1);
    written = on(like, slot);
    longest_prefix = runs.longest;
    if (longest_prefix == 0) return;
    prefixes = runs.count();
    prefix_rows = on(like, runs.rows());
    std::vector<int64_t> order, places(count);
    for (const auto &group : sharing) {
      for (size_t r = 0; r < static_cast<size_t>(together); r++) {
        if (r < group.size()) places[group[r]] = static_cast<int64_t>(order.size());
        order.push_back(group[std::min(r, group.size() - 1)]);
      }
    }
    in_order = static_cast<int64_t>(order.size()) == count && std::is_sorted(order.begin(), order.end());
    by_prefix = on(like, order);
    back = on(like, places);
  }

  const at::Tensor &blocked(int64_t window) {
    auto &result = blocked_by_window[window];
    if (result.defined()) return result;
    auto step = counting(own, longest).unsqueeze(0), place = counting(own, longest_prefix).unsqueeze(0);
    auto allowed = at::cat({place.lt(lengths), step.le(own)}, 1);
    if (window > 0) allowed = allowed.logical_and(at::cat({lengths + own - place, own - step}, 1).lt(window));
    result = allowed.logical_not().view({own.size(0), 1, 1, longest_prefix + longest});
    return result;
  }

  /// `[A, K, share, X]`, a row of the batch each → `[K, U, R·share, X]`, those that share a prefix together.
  at::Tensor grouped(const at::Tensor &x) const {
    auto split = (in_order ? x : x.index_select(0, by_prefix)).reshape({prefixes, together, x.size(1), x.size(2), x.size(3)});
    return split.permute({2, 0, 1, 3, 4}).reshape({x.size(1), prefixes, together * x.size(2), x.size(3)});
  }

  at::Tensor apart(const at::Tensor &y, int64_t share) const {
    auto split = y.view({y.size(0), prefixes, together, share, y.size(3)}).permute({1, 2, 0, 3, 4});
    auto rows = split.reshape({prefixes * together, y.size(0), share, y.size(3)});
    return in_order ? rows : rows.index_select(0, back);
  }
};

/// Rows that are written are written once, so any order gives the same.
struct AnyOrder {
  bool before = at::globalContext().deterministicAlgorithms();
  AnyOrder() { at::globalContext().setDeterministicAlgorithms(false, false); }
  ~AnyOrder() { at::globalContext().setDeterministicAlgorithms(before, false); }
};

}  // namespace

namespace ct {

at::Tensor composed_decode_attention(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache,
                                     const at::Tensor &prefix, const at::Tensor &rows, const Heads &heads) {
  int64_t count = qkv.size(0), h = heads.queries, k = heads.keys, d = heads.size, narrow = k * d;
  at::AutoDispatchBelowADInplaceOrView guard;  // no gradients pass here, so their machinery need not look
  static thread_local std::optional<DecodePlan> plan;
  if (!plan || !plan->rows.is_same(rows) || plan->own.device() != qkv.device())
    plan.emplace(rows, qkv, key_cache.size(1));
  {
    AnyOrder writes;
    key_cache.view({-1, narrow}).index_copy_(0, plan->written, qkv.narrow(1, h * d, narrow));
    value_cache.view({-1, narrow}).index_copy_(0, plan->written, qkv.narrow(1, h * d + narrow, narrow));
  }
  // One head after the other, as the products want them.
  auto gathered = [&](const at::Tensor &cache) {
    auto by_head = cache.view({cache.size(0), cache.size(1), k, d}).permute({0, 2, 1, 3});
    return by_head.narrow(2, 0, plan->longest).index_select(0, plan->slots);
  };
  auto query = (qkv.narrow(1, 0, h * d) * heads.scale).view({count, k, heads.share(), d});
  auto scores = at::matmul(query, gathered(key_cache).transpose(2, 3));
  int64_t before = plan->longest_prefix;
  at::Tensor pairs;
  if (before > 0) {
    auto by_head = prefix.view({-1, 2, k, d}).permute({1, 2, 0, 3}).index_select(2, plan->prefix_rows);
    pairs = by_head.view({2, k, plan->prefixes, before, d});
    auto shared = at::matmul(plan->grouped(query), pairs.select(0, 0).transpose(2, 3));
    scores = at::cat({plan->apart(shared, heads.share()), scores}, 3);
  }
  auto p = at::softmax(ct::blocked_scores(scores, plan->blocked(heads.window), heads.softcap), -1).to(qkv.scalar_type());
  auto out = at::matmul(p.narrow(3, before, plan->longest), gathered(value_cache));
  if (before > 0) {
    auto shared = at::matmul(plan->grouped(p.narrow(3, 0, before)), pairs.select(0, 1));
    out = out + plan->apart(shared, heads.share());
  }
  return out.reshape({count, h * d});
}

}  // namespace ct
