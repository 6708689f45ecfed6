#include "composed.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

using ct::Matrix;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Row statistics of z = logits · inverse temperature: log-sum-exp, Σ p·z, and z at the target.
CT_MULTIVERSION void row_statistics(const float *logits, const int64_t *targets, float *lse, float *logprob,
                                    float *entropy, int64_t begin, int64_t end, int64_t vocabulary, float scale) {
  for (int64_t i = begin; i < end; i++) {
    const float *row = logits + i * vocabulary;
    float peaks[16];
    for (int k = 0; k < 16; k++) peaks[k] = row[0];
    int64_t j = 0;
    for (; j + 16 <= vocabulary; j += 16)
      for (int k = 0; k < 16; k++) peaks[k] = row[j + k] > peaks[k] ? row[j + k] : peaks[k];
    for (; j < vocabulary; j++) peaks[0] = row[j] > peaks[0] ? row[j] : peaks[0];
    float peak = peaks[0];
    for (int k = 1; k < 16; k++) peak = peaks[k] > peak ? peaks[k] : peak;
    float sums[16] = {0}, weighted[16] = {0};
    for (j = 0; j + 16 <= vocabulary; j += 16)
      for (int k = 0; k < 16; k++) {
        float z = (row[j + k] - peak) * scale;
        float e = ct::exp_approx(z);
        sums[k] += e;
        weighted[k] += e * z;
      }
    for (; j < vocabulary; j++) {
      float z = (row[j] - peak) * scale;
      float e = ct::exp_approx(z);
      sums[0] += e;
      weighted[0] += e * z;
    }
    float sum = 0, total = 0;
    for (int k = 0; k < 16; k++) sum += sums[k], total += weighted[k];
    float log_sum = logf(sum);
    lse[i] = peak * scale + log_sum;
    logprob[i] = (row[targets[i]] - peak) * scale - log_sum;
    entropy[i] = log_sum - total / sum;
  }
}

/// Overwrites logits with d(loss)/d(logits) for given d(loss)/d(logprob) and d(loss)/d(entropy).
CT_MULTIVERSION void row_gradients(float *logits, const int64_t *targets, const float *lse, const float *entropy,
                                   const float *g_logprob, const float *g_entropy, int64_t begin, int64_t end,
                                   int64_t vocabulary, float scale) {
  for (int64_t i = begin; i < end; i++) {
    float *row = logits + i * vocabulary;
    float offset = lse[i], h = entropy[i], gl = g_logprob[i], gh = g_entropy[i];
    float at_target = gl * scale;
    for (int64_t j = 0; j < vocabulary; j++) {
      float lp = row[j] * scale - offset;
      row[j] = -ct::exp_approx(lp) * (gl + gh * (lp + h)) * scale;
    }
    row[targets[i]] += at_target;
  }
}

/// Rows a chunk of logits holds: about 4 M logits.
int64_t chunk_rows(int64_t vocabulary) { return std::max<int64_t>(64, (int64_t{4} << 20) / vocabulary); }

struct TokenLogprobs : public torch::autograd::Function<TokenLogprobs> {
  static variable_list forward(AutogradContext *context, const at::Tensor &hidden, const at::Tensor &weight,
                               const at::Tensor &targets, double temperature, bool keep) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto h = hidden.contiguous();
    int64_t rows = h.size(0), vocabulary = weight.size(0), step = chunk_rows(vocabulary);
    float scale = static_cast<float>(1.0 / temperature);
    auto lse = at::empty({rows}, h.options()), logprob = at::empty({rows}, h.options());
    auto entropy = at::empty({rows}, h.options());
    bool wanted = hidden.requires_grad() || weight.requires_grad();
    variable_list saved = {h, weight, targets, lse, entropy};
    const int64_t *t = ct::data<int64_t>(targets);
    float *lp = ct::mutable_data<float>(lse), *gp = ct::mutable_data<float>(logprob);
    float *ep = ct::mutable_data<float>(entropy);
    int64_t width = h.size(1);
    Matrix hm = Matrix::rows(ct::data<float>(h), width), wm = Matrix::rows(ct::data<float>(weight), width);
    at::Tensor buffer;
    for (int64_t start = 0; start < rows; start += step) {
      int64_t count = std::min(step, rows - start);
      if (keep || !buffer.defined() || buffer.size(0) != count) buffer = at::empty({count, vocabulary}, h.options());
      ct::product(count, vocabulary, width, hm.from(start, 0), wm.transposed(), ct::mutable_data<float>(buffer),
                  vocabulary);
      const float *z = ct::data<float>(buffer);
      ct::parallel_for(0, count, 8, [&](int64_t begin, int64_t end) {
        row_statistics(z, t + start, lp + start, gp + start, ep + start, begin, end, vocabulary, scale);
      });
      if (keep) saved.push_back(buffer);
    }
    if (wanted) context->save_for_backward(saved);
    context->saved_data["temperature"] = temperature;
    return {logprob, entropy};
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &h = saved[0], &weight = saved[1], &targets = saved[2], &lse = saved[3], &entropy = saved[4];
    int64_t rows = h.size(0), vocabulary = weight.size(0), step = chunk_rows(vocabulary);
    float scale = static_cast<float>(1.0 / context->saved_data["temperature"].toDouble());
    auto gl = gradients[0].defined() ? gradients[0].contiguous() : at::zeros({rows}, h.options());
    auto gh = gradients[1].defined() ? gradients[1].contiguous() : at::zeros({rows}, h.options());
    auto dh = at::empty(h.sizes(), h.options());
    int64_t width = h.size(1);
    Matrix hm = Matrix::rows(ct::data<float>(h), width), wm = Matrix::rows(ct::data<float>(weight), width);
    float *dhp = ct::mutable_data<float>(dh);
    const int64_t *t = ct::data<int64_t>(targets);
    const float *lp = ct::data<float>(lse), *ep = ct::data<float>(entropy);
    const float *glp = ct::data<float>(gl), *ghp = ct::data<float>(gh);
    bool kept = saved.size() > 5;
    auto dw = ct::add_to_gradient(weight, [&](float *to, bool accumulate) {
      at::Tensor buffer;
      for (int64_t start = 0, index = 5; start < rows; start += step, index++) {
        int64_t count = std::min(step, rows - start);
        if (kept) {
          buffer = saved[index];  // nobody reads the logits again, so they become their gradient in place
        } else {
          if (!buffer.defined() || buffer.size(0) != count) buffer = at::empty({count, vocabulary}, h.options());
          ct::product(count, vocabulary, width, hm.from(start, 0), wm.transposed(), ct::mutable_data<float>(buffer),
                      vocabulary);
        }
        float *z = ct::mutable_data<float>(buffer);
        ct::parallel_for(0, count, 8, [&](int64_t begin, int64_t end) {
          row_gradients(z, t + start, lp + start, ep + start, glp + start, ghp + start, begin, end, vocabulary, scale);
        });
        Matrix zm = Matrix::rows(z, vocabulary);
        ct::product(count, width, vocabulary, zm, wm, dhp + start * width, width);
        if (to != nullptr)
          ct::product(vocabulary, width, count, zm.transposed(), hm.from(start, 0), to, width,
                      accumulate || start > 0 ? ct::Start{to, width} : ct::Start{});
      }
    });
    return {dh, dw, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

extern "C" int ct_token_logprobs(ct_tensor hidden, ct_tensor weight, ct_tensor targets, double temperature,
                                 double softcap, int64_t budget, ct_tensor *logprobs, ct_tensor *entropy,
                                 char **error) {
  return ct::status_call(error, [&] {
    const at::Tensor &h = ct::get(hidden), &w = ct::get(weight), &t = ct::get(targets);
    TORCH_CHECK(temperature > 0, "temperature must be above 0, got ", temperature);
    TORCH_CHECK(t.dim() == 1 && t.size(0) == h.size(0), h.size(0), " rows for targets of the shape ", t.sizes());
    auto known = t.to(at::kCPU).contiguous();
    const int64_t *ids = ct::data<int64_t>(known);
    for (int64_t i = 0; i < t.size(0); i++)
      TORCH_CHECK(ids[i] >= 0 && ids[i] < w.size(0), "target ", ids[i], " is outside the vocabulary of ", w.size(0));
    if (ct::fusible(h) && softcap == 0) {
      // Within `forward` no gradients are recorded, so whether a backward pass will come is to be asked here.
      bool keep = at::GradMode::is_enabled() && (h.requires_grad() || w.requires_grad()) && h.size(0) * w.size(0) <= budget;
      auto result = TokenLogprobs::apply(h, w, known, temperature, keep);
      *logprobs = ct::own(result[0]);
      *entropy = ct::own(result[1]);
      return;
    }
    auto result = ct::composed_token_logprobs(h, w, t, temperature, softcap);
    *logprobs = ct::own(result[0]);
    *entropy = ct::own(result[1]);
  });
}
