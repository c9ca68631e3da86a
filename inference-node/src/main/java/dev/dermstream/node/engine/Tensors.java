package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Tensor;

/** Copies engine tensors to the heap. */
final class Tensors {
  private Tensors() {}

  static Tensor of(NDArray array) {
    DataType type =
        switch (array.getDataType()) {
          case FLOAT32 -> DataType.F32;
          case FLOAT16 -> DataType.F16;
          case BFLOAT16 -> DataType.BF16;
          default -> throw new IllegalStateException("A graph gave " + array.getDataType());
        };
    return new Tensor(type, array.getShape().getShape(), array.toByteBuffer());
  }
}
