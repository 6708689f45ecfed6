// LibTorch behind plain C.
//
// A `ct_tensor` is one owned reference; arguments are borrowed. Every call that can fail takes `error`
// last: on failure it returns NULL (or a negative number) and sets `*error` to a message that the caller
// frees with `ct_string_free`. No exception crosses this border.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_tensor_opaque *ct_tensor;

typedef enum { CT_FLOAT32 = 0, CT_FLOAT64, CT_FLOAT16, CT_BFLOAT16, CT_INT32, CT_INT64, CT_UINT8, CT_BOOL } ct_dtype;
typedef enum { CT_CPU = 0, CT_CUDA, CT_MPS } ct_device_kind;
typedef struct {
  ct_device_kind kind;
  int32_t index;
} ct_place;

// error.cpp
void ct_string_free(char *string);
/// Tensors alive on this side of the border; for leak tests.
int64_t ct_live_tensors(void);
void ct_free(ct_tensor tensor);

// device.cpp
const char *ct_version(void);
void ct_tune_allocator(void);
void ct_set_threads(int32_t count);
int32_t ct_get_threads(void);
/// How many CUDA devices answer. The first call loads libtorch_cuda where it is, and then asks for operators that give the
/// same bits each time; it must come before the first backward pass, for which the engine's start
/// sees.
int32_t ct_cuda_devices(void);
ct_tensor ct_to_device(ct_tensor tensor, ct_place place, char **error);
ct_device_kind ct_device(ct_tensor tensor);
/// Waits until the device has done all it was asked to.
int ct_synchronize(ct_place place, char **error);
/// The most bytes that tensors took of the device's memory at a time; -1 on the CPU.
int64_t ct_peak_bytes(ct_place place);

// tensor.cpp: creation, shape, data
ct_tensor ct_full(const int64_t *shape, int32_t rank, double value, ct_dtype dtype, ct_place place, char **error);
ct_tensor ct_empty(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_place place, char **error);
ct_tensor ct_from_data(const void *data, const int64_t *shape, int32_t rank, ct_dtype dtype, char **error);
/// Normal with mean 0, from a generator of its own seeded with `seed`.
ct_tensor ct_normal(const int64_t *shape, int32_t rank, double deviation, uint64_t seed, char **error);
/// Copies the (contiguous, CPU) data out; `bytes` must be its exact size.
int ct_copy_out(ct_tensor tensor, void *destination, size_t bytes, char **error);
/// Copies raw little-endian data of `source_dtype` into `tensor`, converting.
int ct_copy_in(ct_tensor tensor, const void *source, size_t bytes, ct_dtype source_dtype, char **error);
int32_t ct_rank(ct_tensor tensor);
int64_t ct_size(ct_tensor tensor, int32_t dimension);
int64_t ct_numel(ct_tensor tensor);
ct_dtype ct_get_dtype(ct_tensor tensor);
double ct_item(ct_tensor tensor, char **error);
ct_tensor ct_to_dtype(ct_tensor tensor, ct_dtype dtype, char **error);
ct_tensor ct_contiguous(ct_tensor tensor, char **error);
ct_tensor ct_clone(ct_tensor tensor, char **error);
ct_tensor ct_reshape(ct_tensor tensor, const int64_t *shape, int32_t rank, char **error);
ct_tensor ct_permute(ct_tensor tensor, const int64_t *order, int32_t rank, char **error);
ct_tensor ct_narrow(ct_tensor tensor, int32_t dimension, int64_t start, int64_t length, char **error);
ct_tensor ct_expand(ct_tensor tensor, const int64_t *shape, int32_t rank, char **error);
ct_tensor ct_cat(const ct_tensor *tensors, int32_t count, int32_t dimension, char **error);
int ct_copy_(ct_tensor destination, ct_tensor source, char **error);
int ct_fill_(ct_tensor tensor, double value, char **error);
/// Gives the elements back to the allocator; the tensor then has none.
int ct_release_(ct_tensor tensor, char **error);

// pointwise.cpp
typedef enum { CT_ADD = 0, CT_SUB, CT_MUL, CT_DIV, CT_MINIMUM, CT_MAXIMUM, CT_POW, CT_GE, CT_LE, CT_GT, CT_LT, CT_EQ } ct_binary_op;
typedef enum {
  CT_NEG = 0, CT_EXP, CT_LOG, CT_TANH, CT_SQRT, CT_RSQRT, CT_SQUARE, CT_ABS, CT_SILU, CT_GELU_TANH, CT_SIN, CT_COS,
  CT_LOGSIGMOID, CT_SIGMOID, CT_ISFINITE, CT_SIGN
} ct_unary_op;
ct_tensor ct_binary(ct_binary_op op, ct_tensor a, ct_tensor b, char **error);
ct_tensor ct_binary_scalar(ct_binary_op op, ct_tensor a, double b, char **error);
ct_tensor ct_unary(ct_unary_op op, ct_tensor a, char **error);
ct_tensor ct_clamp(ct_tensor a, double low, double high, char **error);
ct_tensor ct_where(ct_tensor condition, ct_tensor a, ct_tensor b, char **error);
int ct_mul_scalar_(ct_tensor tensor, double factor, char **error);
int ct_add_(ct_tensor tensor, ct_tensor other, double factor, char **error);

// reduction.cpp; dimension = INT32_MIN means all
typedef enum { CT_SUM = 0, CT_MEAN, CT_MAX, CT_MIN, CT_ARGMAX, CT_LOGSUMEXP, CT_SOFTMAX, CT_LOG_SOFTMAX, CT_NORM } ct_reduction_op;
ct_tensor ct_reduce(ct_reduction_op op, ct_tensor a, int32_t dimension, bool keep, char **error);

// linear_algebra.cpp
ct_tensor ct_matmul(ct_tensor a, ct_tensor b, char **error);

// product.cpp
/// Whether matrix products run on our AVX-512 kernels.
bool ct_has_wide_products(void);
/// Whether they may; returns what was so before. For tests.
bool ct_use_wide_products(bool allowed);

// linear.cpp
/// x · Wᵀ + b + residual; `bias` and `residual` may be NULL.
ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor residual, char **error);

// packed_linear.cpp: weights reordered for few rows
ct_tensor ct_pack_linear(ct_tensor weight, int64_t rows, char **error);
ct_tensor ct_packed_linear(ct_tensor x, ct_tensor packed, ct_tensor weight, ct_tensor bias, ct_tensor residual,
                           char **error);

// indexing.cpp; ids may lie on the CPU, whatever they index
ct_tensor ct_embedding(ct_tensor weight, ct_tensor ids, char **error);
ct_tensor ct_index_select(ct_tensor a, int32_t dimension, ct_tensor ids, char **error);
ct_tensor ct_gather(ct_tensor a, int32_t dimension, ct_tensor ids, char **error);
/// Sums rows of `values` [N] into `segments` bins by `ids` [N].
ct_tensor ct_segment_sum(ct_tensor values, ct_tensor ids, int64_t segments, char **error);

// autograd.cpp
bool ct_set_grad_enabled(bool enabled);
int ct_set_requires_grad(ct_tensor tensor, bool value, char **error);
bool ct_requires_grad(ct_tensor tensor);
int ct_backward(ct_tensor loss, char **error);
/// The accumulated gradient, or NULL where there is none.
ct_tensor ct_grad(ct_tensor tensor);
void ct_clear_grad(ct_tensor tensor);
ct_tensor ct_detach(ct_tensor tensor, char **error);

// optimizer.cpp
int ct_adamw_(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *first, const ct_tensor *second,
              int32_t count, int64_t step, double rate, double beta1, double beta2, double epsilon, double decay,
              char **error);
/// Euclidean norm over all tensors, in double precision; -1 on failure.
double ct_global_norm(const ct_tensor *tensors, int32_t count, char **error);

// fingerprint.cpp
/// Of the tensors' bits, in order, the same on every device; not a cryptographic hash.
uint64_t ct_fingerprint(const ct_tensor *tensors, int32_t count, char **error);

// normalization.cpp, rotary.cpp, gated.cpp: fused on CPU in fp32, composed of LibTorch operators elsewhere
/// `stream`, where not NULL, receives x again, for a residual connection: its gradient joins the norm's in one pass.
ct_tensor ct_rms_norm(ct_tensor x, ct_tensor weight, double epsilon, bool unit_offset, ct_tensor *stream, char **error);
ct_tensor ct_layer_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon, char **error);
/// Rotates the first `rotated` heads of each row of x [N, heads·D] by cosine and sine [N, D/2] (half-split pairs).
ct_tensor ct_rotary(ct_tensor x, ct_tensor cosine, ct_tensor sine, int64_t rotated, int64_t head_size, char **error);
/// act(gate) · up of x [N, 2F] = [gate | up]; kind 0 is SiLU, 1 is tanh-GELU.
ct_tensor ct_gated(ct_tensor x, int32_t kind, char **error);

// attention.cpp
/// Causal attention over packed rows. qkv [N, (H + 2K)·D]; segments int64 [S, 4] = start, length, prefix start,
/// prefix length; each row attends to its segment's prefix rows and to its segment up to itself. Prefix rows are those of
/// qkv, or where `prefix` [P, 2·K·D] is given (keys, then values), its own; then there are no gradients. Returns [N, H·D].
ct_tensor ct_segment_attention(ct_tensor qkv, ct_tensor prefix, ct_tensor segments, int64_t heads, int64_t kv_heads, int64_t head_size,
                               double scale, int64_t window, double softcap, char **error);
/// One new token per row. qkv [A, (H + 2K)·D]; the new keys and values are written into the caches
/// [slots, capacity, K·D] at (slot, own length) first. prefix [Np, 2·K·D] holds keys then values per row and may
/// be NULL; rows int64 [A, 4] = slot, own length, prefix start, prefix length. Off the CPU the caches must hold numbers from
/// the start: rows that were not written yet are multiplied by 0.
ct_tensor ct_decode_attention(ct_tensor qkv, ct_tensor key_cache, ct_tensor value_cache, ct_tensor prefix,
                              ct_tensor rows, int64_t heads, int64_t kv_heads, int64_t head_size, double scale,
                              int64_t window, double softcap, char **error);

// logprobs.cpp
/// log p(target) and entropy (nats) of softmax(h·Wᵀ / temperature), rows at a time, so that [N, V] need not be
/// kept; `budget` is how many logits may be held for the backward pass before they are recomputed. out: two [N].
int ct_token_logprobs(ct_tensor hidden, ct_tensor weight, ct_tensor targets, double temperature, double softcap,
                      int64_t budget, ct_tensor *logprobs, ct_tensor *entropy, char **error);

// sampling.cpp
/// Draws one id per row of logits [A, V]. Order: temperature, top-k, top-p, min-p (0 or 1 switch them off);
/// temperature 0 is argmax. uniforms: A numbers in [0, 1). Writes ids and the log-probability of each under the
/// tempered distribution before truncation.
int ct_sample(ct_tensor logits, double temperature, int64_t top_k, double top_p, double min_p, const double *uniforms,
              int64_t *ids, float *logprobs, char **error);

#ifdef __cplusplus
}
#endif
#endif
