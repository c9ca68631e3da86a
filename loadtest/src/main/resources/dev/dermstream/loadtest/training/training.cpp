// One training step of the trainer's model written against PyTorch's C++ interface: the peer of
// loadtest/training. Reads what SpeedCase writes; prints the loss and the time of every step.
//
// training FILE same|fused STEPS THREADS
//   same   the operations that the trainer calls, one for one
//   fused  what one writes in PyTorch: scaled_dot_product_attention, rms_norm, gelu, silu, cross_entropy
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using torch::Tensor;

static bool fused;

struct Reader {
  std::ifstream in;

  explicit Reader(const char* file) : in(file, std::ios::binary) {
    if (!in) throw std::runtime_error(std::string("cannot read ") + file);
  }

  void bytes(void* to, size_t count) {
    if (!in.read(static_cast<char*>(to), static_cast<std::streamsize>(count)))
      throw std::runtime_error("the file ends early");
  }

  int integer() {
    int32_t value;
    bytes(&value, sizeof value);
    return value;
  }

  double number() {
    double value;
    bytes(&value, sizeof value);
    return value;
  }

  std::string name() {
    std::string text(static_cast<size_t>(integer()), ' ');
    bytes(text.data(), text.size());
    return text;
  }

  Tensor tensor(at::ScalarType type) {
    std::vector<int64_t> shape(static_cast<size_t>(integer()));
    for (auto& dimension : shape) dimension = integer();
    Tensor values = at::empty(shape, type);
    bytes(values.data_ptr(), values.nbytes());
    return values;
  }
};

struct Config {
  int visionHidden, visionLayers, visionHeads, imageSize, patch;
  int hidden, layers, heads, keyValueHeads, headDim;
  int scale, imageToken;
  double layerNormEpsilon, rmsNormEpsilon, theta;
};

static std::map<std::string, Tensor> weights;

static Tensor linear(const Tensor& x, const std::string& name, bool bias) {
  return at::linear(
      x, weights.at(name + ".weight"),
      bias ? std::optional<Tensor>(weights.at(name + ".bias")) : std::nullopt);
}

static Tensor layerNorm(const Tensor& x, const std::string& name, double epsilon) {
  return at::layer_norm(
      x, {x.size(-1)}, weights.at(name + ".weight"), weights.at(name + ".bias"), epsilon);
}

static Tensor rmsNorm(const Tensor& x, const std::string& name, double epsilon) {
  const Tensor& weight = weights.at(name + ".weight");
  if (fused) return at::rms_norm(x, {x.size(-1)}, weight, epsilon);
  return x / (x.square().mean({-1}, true) + epsilon).sqrt() * weight;
}

static Tensor tanhGelu(const Tensor& x) {
  if (fused) return at::gelu(x, "tanh");
  const double slope = 2 * std::sqrt(2 / M_PI);
  return x * ((x.square() * (slope * 0.044715) + slope) * x).sigmoid();
}

static Tensor swish(const Tensor& x) { return fused ? at::silu(x) : x * x.sigmoid(); }

static Tensor split(const Tensor& x, int heads) {
  return x.reshape({x.size(0), x.size(1), heads, -1}).permute({0, 2, 1, 3});
}

static Tensor joined(const Tensor& x) {
  return x.permute({0, 2, 1, 3}).reshape({x.size(0), x.size(2), -1});
}

static Tensor encoderLayer(const Tensor& x, const std::string& prefix, const Config& config) {
  Tensor h = layerNorm(x, prefix + "layer_norm1", config.layerNormEpsilon);
  Tensor q = split(linear(h, prefix + "self_attn.q_proj", true), config.visionHeads);
  Tensor k = split(linear(h, prefix + "self_attn.k_proj", true), config.visionHeads);
  Tensor v = split(linear(h, prefix + "self_attn.v_proj", true), config.visionHeads);
  Tensor mixed;
  if (fused) {
    mixed = at::scaled_dot_product_attention(q, k, v);
  } else {
    Tensor scores = at::matmul(q / std::sqrt(q.size(-1)), k.transpose(-1, -2));
    mixed = at::matmul(scores.softmax(-1), v);
  }
  Tensor attended = x + linear(joined(mixed), prefix + "self_attn.out_proj", true);
  Tensor wide = tanhGelu(linear(
      layerNorm(attended, prefix + "layer_norm2", config.layerNormEpsilon), prefix + "mlp.fc1",
      true));
  return attended + linear(wide, prefix + "mlp.fc2", true);
}

static Tensor vision(const Tensor& pixels, const Config& config) {
  const std::string prefix = "model.vision_model.";
  const int side = config.imageSize / config.patch;
  Tensor rows = pixels.reshape({pixels.size(0), 3, side, config.patch, side, config.patch})
                    .permute({0, 2, 4, 1, 3, 5})
                    .reshape({pixels.size(0), side * side, -1});
  Tensor kernel = weights.at(prefix + "embeddings.patch_embedding.weight");
  Tensor x = at::linear(
                 rows, kernel.reshape({kernel.size(0), -1}),
                 weights.at(prefix + "embeddings.patch_embedding.bias")) +
             weights.at(prefix + "embeddings.position_embedding.weight");
  for (int i = 0; i < config.visionLayers; i++)
    x = encoderLayer(x, prefix + "encoder.layers." + std::to_string(i) + ".", config);
  return layerNorm(x, prefix + "post_layernorm", config.layerNormEpsilon);
}

static Tensor connector(const Tensor& states, const Config& config) {
  const int side = config.imageSize / config.patch, folded = side / config.scale;
  const int wide = config.visionHidden * config.scale;
  const int64_t batch = states.size(0);
  Tensor squares = states.reshape({batch, side, folded, wide})
                       .permute({0, 2, 1, 3})
                       .reshape({batch, folded, folded, wide * config.scale})
                       .permute({0, 2, 1, 3})
                       .reshape({batch, folded * folded, wide * config.scale});
  return linear(squares, "model.connector.modality_projection.proj", false);
}

static Tensor embeds(const Tensor& ids, const Tensor& features, const Config& config) {
  Tensor flat = ids.reshape({-1});
  Tensor text = at::embedding(weights.at("model.text_model.embed_tokens.weight"), flat);
  Tensor rows = at::arange(flat.size(0), at::kLong);
  int64_t next = flat.size(0);
  const int64_t* id = flat.data_ptr<int64_t>();
  int64_t* row = rows.data_ptr<int64_t>();
  for (int64_t i = 0; i < flat.size(0); i++)
    if (id[i] == config.imageToken) row[i] = next++;
  Tensor both = at::cat({text, features.reshape({-1, config.hidden})});
  return at::embedding(both, rows).reshape({ids.size(0), ids.size(1), config.hidden});
}

static Tensor rotate(const Tensor& x, const Tensor& cos, const Tensor& sin) {
  std::vector<Tensor> half = x.chunk(2, -1);
  return at::cat({half[0] * cos - half[1] * sin, half[1] * cos + half[0] * sin}, 3);
}

static Tensor decoderLayer(
    const Tensor& x, const std::string& prefix, const Config& config, const Tensor& mask,
    const Tensor& cos, const Tensor& sin) {
  Tensor h = rmsNorm(x, prefix + "input_layernorm", config.rmsNormEpsilon);
  Tensor q = rotate(split(linear(h, prefix + "self_attn.q_proj", false), config.heads), cos, sin);
  Tensor k =
      rotate(split(linear(h, prefix + "self_attn.k_proj", false), config.keyValueHeads), cos, sin);
  Tensor v = split(linear(h, prefix + "self_attn.v_proj", false), config.keyValueHeads);
  const int group = config.heads / config.keyValueHeads;
  Tensor mixed;
  if (fused) {
    mixed = at::scaled_dot_product_attention(
        q, k.repeat_interleave(group, 1), v.repeat_interleave(group, 1), std::nullopt, 0.0, true);
  } else {
    Tensor grouped = (q / std::sqrt(config.headDim))
                         .reshape({x.size(0), config.keyValueHeads, -1, config.headDim});
    Tensor scores = at::matmul(grouped, k.transpose(-1, -2)) + mask;
    mixed = at::matmul(scores.softmax(-1), v)
                .reshape({x.size(0), config.heads, -1, config.headDim});
  }
  Tensor attended = x + linear(joined(mixed), prefix + "self_attn.o_proj", false);
  h = rmsNorm(attended, prefix + "post_attention_layernorm", config.rmsNormEpsilon);
  Tensor wide =
      swish(linear(h, prefix + "mlp.gate_proj", false)) * linear(h, prefix + "mlp.up_proj", false);
  return attended + linear(wide, prefix + "mlp.down_proj", false);
}

/** What is added to the scores, for all query heads of a group one below the other. */
static Tensor causalMask(int64_t sequence, int group) {
  Tensor mask = at::full({sequence, sequence}, -std::numeric_limits<float>::max());
  mask = mask.triu(1);
  return mask.repeat({group, 1}).reshape({1, 1, group * sequence, sequence});
}

static Tensor loss(
    const Tensor& pixels, const Tensor& ids, const Tensor& labels, const Config& config) {
  Tensor x = embeds(ids, connector(vision(pixels, config), config), config);
  const int64_t sequence = ids.size(1);
  Tensor mask =
      fused ? Tensor() : causalMask(sequence, config.heads / config.keyValueHeads);
  Tensor exponents = at::arange(0, config.headDim, 2, at::kFloat) / config.headDim;
  Tensor angles = at::arange(sequence, at::kFloat).reshape({1, 1, -1, 1}) *
                  at::pow(config.theta, -exponents);
  Tensor cos = angles.cos(), sin = angles.sin();
  for (int i = 0; i < config.layers; i++)
    x = decoderLayer(
        x, "model.text_model.layers." + std::to_string(i) + ".", config, mask, cos, sin);
  x = rmsNorm(x, "model.text_model.norm", config.rmsNormEpsilon);
  Tensor shifted = labels.slice(1, 1).reshape({-1});
  Tensor chosen = shifted.ne(-100).nonzero().reshape({-1});
  Tensor rows = x.slice(1, 0, sequence - 1).reshape({-1, config.hidden});
  Tensor logits =
      at::linear(at::embedding(rows, chosen), weights.at("model.text_model.embed_tokens.weight"));
  Tensor targets = shifted.index_select(0, chosen);
  if (fused) return at::cross_entropy_loss(logits, targets);
  return -logits.log_softmax(-1).gather(1, targets.unsqueeze(1)).mean();
}

/** Of one product of two square matrices, the best of some: how fast the library's kernel is. */
static double gigaflops() {
  const int n = 1024;
  Tensor a = at::rand({n, n}), b = at::rand({n, n});
  double best = 0;
  for (int i = 0; i < 8; i++) {
    auto begin = std::chrono::steady_clock::now();
    at::matmul(a, b);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    best = std::max(best, 2.0 * n * n * n / seconds / 1e9);
  }
  return best;
}

static long long nanos(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "training FILE same|fused STEPS THREADS\n");
    return 2;
  }
  fused = std::string(arguments[2]) == "fused";
  const int steps = std::stoi(arguments[3]);
  at::set_num_threads(std::stoi(arguments[4]));
  Reader in(arguments[1]);
  Config config{};
  for (int* field :
       {&config.visionHidden, &config.visionLayers, &config.visionHeads, &config.imageSize,
        &config.patch, &config.hidden, &config.layers, &config.heads, &config.keyValueHeads,
        &config.headDim, &config.scale, &config.imageToken})
    *field = in.integer();
  config.layerNormEpsilon = in.number();
  config.rmsNormEpsilon = in.number();
  config.theta = in.number();
  std::vector<Tensor> parameters;
  for (int left = in.integer(); left > 0; left--) {
    std::string name = in.name();
    Tensor weight = in.tensor(at::kFloat).requires_grad_(true);
    weights[name] = weight;
    parameters.push_back(weight);
  }
  Tensor pixels = in.tensor(at::kFloat), ids = in.tensor(at::kLong), labels = in.tensor(at::kLong);
  std::printf("version %s\n", TORCH_VERSION);
  std::printf("gigaflops %.1f\n", gigaflops());
  torch::optim::AdamW optimizer(
      parameters, torch::optim::AdamWOptions(1e-4).weight_decay(0.01).eps(1e-8));
  for (int step = 0; step < steps; step++) {
    auto begin = std::chrono::steady_clock::now();
    Tensor scalar = loss(pixels, ids, labels, config);
    scalar.backward();
    float value = scalar.item<float>();
    auto differentiated = std::chrono::steady_clock::now();
    torch::nn::utils::clip_grad_norm_(parameters, 1.0);
    optimizer.step();
    optimizer.zero_grad();
    auto end = std::chrono::steady_clock::now();
    std::printf("step %.6f %lld %lld\n", value, nanos(end - begin), nanos(end - differentiated));
  }
  return 0;
}
