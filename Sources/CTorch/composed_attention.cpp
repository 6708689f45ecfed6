#include "composed.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include <limits>
#include <map>

namespace {

using ct::Heads;
using ct::Segment;

at::Tensor indices(const std::vector<int64_t> &values, const at::Tensor &like) {
  auto options = at::TensorOptions().dtype(at::kLong);
  return at::from_blob(const_cast<int64_t *>(values.data()), {static_cast<int64_t>(values.size())}, options)
      .clone()
      .to(like.device());
}

/// Equal for lengths within a factor of two.
int magnitude(int64_t length) {
  int bits = 0;
  for (; length > 0; length >>= 1) bits++;
  return bits;
}

/// softmax(scale · scores) over what is allowed, for scores in the element type of the products; half precision is
/// summed in single.
at::Tensor weights(at::Tensor scores, const at::Tensor &allowed, const Heads &heads) {
  auto type = scores.scalar_type();
  if (type != at::kDouble) scores = scores.to(at::kFloat);
  scores = scores * heads.scale;
  if (heads.softcap > 0) scores = at::tanh(scores / heads.softcap) * heads.softcap;
  scores = scores.masked_fill(allowed.logical_not(), -std::numeric_limits<double>::infinity());
  return at::softmax(scores, -1).to(type);
}

/// Attention of segments of about the same length, each padded to the longest: `[S·L, H·D]`.
at::Tensor padded(const at::Tensor &qkv, const at::Tensor &prefix, const std::vector<Segment> &segments,
                  const Heads &heads, int64_t longest, int64_t longest_prefix) {
  int64_t count = static_cast<int64_t>(segments.size()), h = heads.queries, k = heads.keys, d = heads.size;
  std::vector<int64_t> own, before, lengths;
  for (const Segment &s : segments) {
    // Past a segment's end its last row stands again; nobody reads what comes of it.
    for (int64_t i = 0; i < longest; i++) own.push_back(s.start + std::min(i, s.length - 1));
    for (int64_t i = 0; i < longest_prefix; i++)
      before.push_back(s.prefix_length == 0 ? 0 : s.prefix + std::min(i, s.prefix_length - 1));
    lengths.push_back(s.prefix_length);
  }
  auto rows = qkv.index_select(0, indices(own, qkv)).view({count, longest, h + 2 * k, d});
  auto query = rows.narrow(2, 0, h).permute({0, 2, 1, 3}).reshape({count, k, heads.share() * longest, d});
  auto keys = rows.narrow(2, h, k).transpose(1, 2), values = rows.narrow(2, h + k, k).transpose(1, 2);
  auto step = at::arange(longest, at::TensorOptions().dtype(at::kLong).device(qkv.device()));
  auto back = step.unsqueeze(1) - step.unsqueeze(0);
  auto allowed = back.ge(0);
  if (heads.window > 0) allowed = allowed.logical_and(back.lt(heads.window));
  allowed = allowed.unsqueeze(0).expand({count, longest, longest});
  if (longest_prefix > 0) {
    auto source = prefix.defined() ? prefix : qkv.narrow(1, h * d, 2 * k * d);
    auto pairs = source.index_select(0, indices(before, qkv)).view({count, longest_prefix, 2, k, d});
    keys = at::cat({pairs.select(2, 0).transpose(1, 2), keys}, 2);
    values = at::cat({pairs.select(2, 1).transpose(1, 2), values}, 2);
    auto length = indices(lengths, qkv).view({count, 1, 1});
    auto place = at::arange(longest_prefix, step.options()).view({1, 1, longest_prefix});
    auto seen = place.lt(length).expand({count, longest, longest_prefix});
    if (heads.window > 0) seen = seen.logical_and((length + step.view({1, longest, 1}) - place).lt(heads.window));
    allowed = at::cat({seen, allowed}, 2);
  }
  int64_t total = longest_prefix + longest;
  auto scores = at::matmul(query, keys.transpose(2, 3)).view({count, k, heads.share(), longest, total});
  auto p = weights(scores, allowed.view({count, 1, 1, longest, total}), heads);
  auto out = at::matmul(p.view({count, k, heads.share() * longest, total}), values);
  return out.view({count, h, longest, d}).transpose(1, 2).reshape({count * longest, h * d});
}

}  // namespace

namespace ct {

at::Tensor composed_segment_attention(const at::Tensor &qkv, const at::Tensor &prefix,
                                      const std::vector<Segment> &segments, const Heads &heads) {
  // Together goes what is within a factor of two, in its own rows and in its prefix.
  std::map<std::pair<int, int>, std::vector<Segment>> alike;
  for (const Segment &s : segments)
    alike[{magnitude(s.length), magnitude(s.prefix_length)}].push_back(s);
  std::vector<at::Tensor> parts;
  std::vector<int64_t> places(qkv.size(0), -1);
  int64_t done = 0;
  for (const auto &entry : alike) {
    int64_t longest = 0, longest_prefix = 0;
    for (const Segment &s : entry.second) {
      longest = std::max(longest, s.length);
      longest_prefix = std::max(longest_prefix, s.prefix_length);
    }
    parts.push_back(padded(qkv, prefix, entry.second, heads, longest, longest_prefix));
    for (const Segment &s : entry.second) {
      for (int64_t i = 0; i < s.length; i++) places[s.start + i] = done + i;
      done += longest;
    }
  }
  // Rows of no segment see nothing.
  parts.push_back(at::zeros({1, heads.queries * heads.size}, qkv.options()));
  for (int64_t &place : places)
    if (place < 0) place = done;
  return at::cat(parts, 0).index_select(0, indices(places, qkv));
}

at::Tensor composed_decode_attention(const at::Tensor &qkv, at::Tensor &key_cache, at::Tensor &value_cache,
                                     const at::Tensor &prefix, const at::Tensor &rows, const Heads &heads) {
  int64_t count = qkv.size(0), h = heads.queries, k = heads.keys, d = heads.size, narrow = k * d;
  auto on_host = rows.to(at::kCPU);
  auto entry = on_host.accessor<int64_t, 2>();
  int64_t longest_prefix = 0, longest = 0;
  for (int64_t i = 0; i < count; i++) {
    longest_prefix = std::max(longest_prefix, entry[i][3]);
    longest = std::max(longest, entry[i][1] + 1);
  }
  auto table = rows.to(qkv.device());
  auto slots = table.select(1, 0), own = table.select(1, 1).unsqueeze(1);
  key_cache.index_put_({slots, table.select(1, 1)}, qkv.narrow(1, h * d, narrow));
  value_cache.index_put_({slots, table.select(1, 1)}, qkv.narrow(1, h * d + narrow, narrow));
  // One head after the other, as the products want them.
  auto gathered = [&](const at::Tensor &cache) {
    auto by_head = cache.view({cache.size(0), cache.size(1), k, d}).permute({0, 2, 1, 3});
    return by_head.narrow(2, 0, longest).index_select(0, slots);
  };
  auto query = qkv.narrow(1, 0, h * d).view({count, k, heads.share(), d});
  auto step = at::arange(longest, table.options()).unsqueeze(0);
  auto allowed = step.le(own);
  if (heads.window > 0) allowed = allowed.logical_and((own - step).lt(heads.window));
  auto scores = at::matmul(query, gathered(key_cache).transpose(2, 3));
  at::Tensor pairs;
  if (longest_prefix > 0) {
    auto length = table.select(1, 3).unsqueeze(1);
    auto place = at::arange(longest_prefix, table.options()).unsqueeze(0);
    auto index = (table.select(1, 2).unsqueeze(1) + place).clamp_max(prefix.size(0) - 1);
    pairs = prefix.index_select(0, index.reshape(-1)).view({count, longest_prefix, 2, k, d}).permute({2, 0, 3, 1, 4});
    auto seen = place.lt(length);
    if (heads.window > 0) seen = seen.logical_and((length + own - place).lt(heads.window));
    allowed = at::cat({seen, allowed}, 1);
    scores = at::cat({at::matmul(query, pairs.select(0, 0).transpose(2, 3)), scores}, 3);
  }
  auto p = weights(scores, allowed.view({count, 1, 1, longest_prefix + longest}), heads);
  auto out = at::matmul(p.narrow(3, longest_prefix, longest), gathered(value_cache));
  if (longest_prefix > 0) out = out + at::matmul(p.narrow(3, 0, longest_prefix), pairs.select(0, 1));
  return out.reshape({count, h * d});
}

}  // namespace ct
