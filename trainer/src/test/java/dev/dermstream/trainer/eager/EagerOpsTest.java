package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.TensorOpsContract;
import java.util.ArrayList;
import java.util.List;

class EagerOpsTest extends TensorOpsContract {
  @Override
  protected float[] compute(Computation computation, List<Tensor> inputs, long... shape) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      List<NDArray> arrays = new ArrayList<>();
      for (Tensor input : inputs) {
        Shape dimensions = new Shape(input.shape());
        arrays.add(
            input.type() == DataType.F32
                ? manager.create(input.toFloats(), dimensions)
                : manager.create(input.toLongs(), dimensions));
      }
      NDArray result = computation.apply(new EagerOps(manager), arrays);
      assertThat(result.getShape()).isEqualTo(new Shape(shape));
      return result.toFloatArray();
    }
  }
}
