package dev.dermstream.platform.lora;

import dev.dermstream.platform.safetensors.Tensor;
import java.nio.FloatBuffer;

/**
 * What an adapter holds for one linear layer, as PEFT writes it.
 *
 * @param a {@code [rank, in]}
 * @param b {@code [out, rank]}
 */
public record LoraPair(Tensor a, Tensor b) {
  /**
   * Writes A as a decoder takes it, {@code [in, stackRank]}, the columns over its own rank zero.
   *
   * @param target exactly that many floats; read and written by absolute index
   * @param stackRank at least the adapter's rank
   */
  public void writeA(FloatBuffer target, int stackRank) {
    float[] values = a.toFloats();
    int rank = a.dimension(0);
    int in = a.dimension(1);
    float[] turned = new float[in * stackRank];
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < in; i++) {
        turned[i * stackRank + r] = values[r * in + i];
      }
    }
    target.put(0, turned);
  }

  /**
   * Writes B as a decoder takes it, {@code [stackRank, out]}, the rows over its own rank zero.
   *
   * @param target exactly that many floats; read and written by absolute index
   * @param stackRank at least the adapter's rank
   * @param scale folded into every value
   */
  public void writeB(FloatBuffer target, int stackRank, float scale) {
    float[] values = b.toFloats();
    int out = b.dimension(0);
    int rank = b.dimension(1);
    float[] turned = new float[stackRank * out];
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < rank; r++) {
        turned[r * out + o] = values[o * rank + r] * scale;
      }
    }
    target.put(0, turned);
  }

  /** Both in half precision. */
  LoraPair inHalves() {
    return new LoraPair(
        Tensor.ofHalves(a.toFloats(), a.shape()), Tensor.ofHalves(b.toFloats(), b.shape()));
  }
}
