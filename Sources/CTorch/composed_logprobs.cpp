#include "composed.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Logits that are held at a time.
int64_t chunk_rows(const at::Tensor &weight) {
  int64_t logits = weight.is_cpu() ? int64_t{4} << 20 : int64_t{64} << 20;
  return std::max<int64_t>(64, logits / weight.size(0));
}

/// h · Wᵀ, capped, in single precision or better.
at::Tensor logits_of(const at::Tensor &hidden, const at::Tensor &weight, double softcap) {
  auto logits = at::matmul(hidden, weight.t());
  if (logits.scalar_type() != at::kDouble) logits = logits.to(at::kFloat);
  return softcap > 0 ? at::tanh(logits / softcap) * softcap : logits;
}

/// Logits are computed chunk by chunk, and again on the way back, so that those of all rows never stand at once.
struct ComposedTokenLogprobs : public torch::autograd::Function<ComposedTokenLogprobs> {
  static variable_list forward(AutogradContext *context, const at::Tensor &hidden, const at::Tensor &weight,
                               const at::Tensor &targets, double temperature, double softcap) {
    at::AutoDispatchBelowADInplaceOrView guard;
    std::vector<at::Tensor> offsets, logprobs, entropies;
    for (int64_t start = 0; start < hidden.size(0); start += chunk_rows(weight)) {
      int64_t count = std::min(chunk_rows(weight), hidden.size(0) - start);
      auto z = logits_of(hidden.narrow(0, start, count), weight, softcap).div_(temperature);
      auto offset = at::logsumexp(z, 1, true);
      auto all = z.sub_(offset);
      logprobs.push_back(all.gather(1, targets.narrow(0, start, count).unsqueeze(1)).squeeze(1));
      // A word without any probability adds nothing, though its logarithm is not finite.
      entropies.push_back(all.exp().mul_(all.clamp_min_(-1e4)).sum(1).neg_());
      offsets.push_back(offset.squeeze(1));
    }
    auto entropy = at::cat(entropies);
    context->save_for_backward({hidden, weight, targets, at::cat(offsets), entropy});
    context->saved_data["temperature"] = temperature;
    context->saved_data["softcap"] = softcap;
    return {at::cat(logprobs), entropy};
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &hidden = saved[0], &weight = saved[1], &targets = saved[2], &offset = saved[3], &entropy = saved[4];
    double temperature = context->saved_data["temperature"].toDouble();
    double softcap = context->saved_data["softcap"].toDouble();
    auto gl = gradients[0].defined() ? gradients[0] : at::zeros_like(entropy);
    auto gh = gradients[1].defined() ? gradients[1] : at::zeros_like(entropy);
    std::vector<at::Tensor> dh;
    auto dw = weight.requires_grad() ? at::zeros_like(weight) : at::Tensor();
    for (int64_t start = 0; start < hidden.size(0); start += chunk_rows(weight)) {
      int64_t count = std::min(chunk_rows(weight), hidden.size(0) - start);
      auto part = [&](const at::Tensor &t) { return t.narrow(0, start, count).unsqueeze(1); };
      auto h = hidden.narrow(0, start, count);
      auto capped = logits_of(h, weight, softcap);
      auto lp = (capped / temperature).sub_(part(offset));
      // d(logprob)/dz = [target] − p, d(entropy)/dz = −p · (log p + entropy)
      auto dz = lp.exp();
      dz.mul_(lp.clamp_min_(-1e4).add_(part(entropy)).mul_(part(gh)).add_(part(gl))).neg_();
      dz.scatter_add_(1, part(targets), part(gl)).div_(temperature);
      if (softcap > 0) dz.mul_(1 - (capped / softcap).square());
      dz = dz.to(hidden.scalar_type());
      dh.push_back(at::matmul(dz, weight));
      if (dw.defined()) dw.addmm_(dz.t(), h);
    }
    return {at::cat(dh), dw, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

namespace ct {

std::vector<at::Tensor> composed_token_logprobs(const at::Tensor &hidden, const at::Tensor &weight,
                                                const at::Tensor &targets, double temperature, double softcap) {
  auto ids = targets.to(hidden.device());
  return ComposedTokenLogprobs::apply(hidden, weight, ids, temperature, softcap);
}

}  // namespace ct
