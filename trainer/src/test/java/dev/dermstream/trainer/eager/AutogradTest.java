package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AutogradTest {
  @Test
  void twoThreadsAddTheSameGradientsAsOneAfterTheOther() throws Exception {
    Golden golden = Golden.load();
    Checkpoint checkpoint = Checkpoint.read(Golden.directory());
    try (EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      EagerModel model = new EagerModel(checkpoint.config(), parameters);
      List<Callable<Float>> rows = new ArrayList<>();
      for (int row = 0; row < 2; row++) {
        int which = row;
        rows.add(() ->
            Autograd.backward(
                parameters.manager(), manager -> rowLoss(model, golden, which, manager)));
      }
      parameters.trainOnly(name -> true);
      for (Callable<Float> row : rows) {
        row.call();
      }
      Map<String, float[]> wanted = gradients(parameters);

      for (int round = 0; round < 10; round++) {
        parameters.trainOnly(name -> true);
        for (Future<Float> row : threads.invokeAll(rows)) {
          assertThat(row.get()).isFinite();
        }
        gradients(parameters)
            .forEach((name, gradient) ->
                Golden.assertClose(name, gradient, Objects.requireNonNull(wanted.get(name))));
      }
    }
  }

  @Test
  void theSwitchIsPutBackEvenAfterAFailure() {
    assertThat(Autograd.withoutGradient(JniUtils::isGradMode)).isFalse();
    boolean before = JniUtils.isGradMode();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThatThrownBy(() ->
              Autograd.backward(
                  manager,
                  step -> {
                    throw new IllegalStateException("no loss");
                  }))
          .hasMessage("no loss");
    }
    assertThat(JniUtils.isGradMode()).isEqualTo(before);
  }

  @Test
  void whatAGradientFlowsIntoIsTold() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Autograd.backward(
          manager,
          step -> {
            NDArray frozen = step.create(new float[] {1, 2});
            NDArray leaf = step.create(new float[] {3, 4});
            leaf.setRequiresGradient(true);
            NDArray inner = leaf.mul(frozen);

            assertThat(Autograd.isRecorded(leaf)).isTrue();
            assertThat(Autograd.isRecorded(inner)).isTrue();
            assertThat(Autograd.isRecorded(inner.sum())).isTrue();
            assertThat(Autograd.isRecorded(frozen)).isFalse();
            assertThat(Autograd.isRecorded(frozen.mul(frozen))).isFalse();
            assertThat(Autograd.isRecorded(JniUtils.detachGradient(EagerOps.pt(inner)))).isFalse();
            assertThat(
                    Autograd.<Boolean>withoutGradient(() -> Autograd.isRecorded(leaf.mul(frozen))))
                .isFalse();
            return inner.sum();
          });
    }
  }

  private static Map<String, float[]> gradients(EagerParameters parameters) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    parameters
        .trainable()
        .forEach((name, array) -> {
          try (NDArray gradient = array.getGradient()) {
            gradients.put(name, gradient.toFloatArray());
          }
        });
    return gradients;
  }

  private static NDArray rowLoss(EagerModel model, Golden golden, int row, NDManager manager) {
    long[][] ids = {golden.rows("input_ids")[row]};
    long[][] labels = {golden.rows("labels")[row]};
    Tensor pixels = golden.tensor("pixel_values");
    int image = pixels.size() / 2;
    float[] values = Arrays.copyOfRange(pixels.toFloats(), row * image, (row + 1) * image);
    NDArray states = model.visionStates(manager.create(values, new Shape(1, 3, 32, 32)));
    NDArray embeds = model.inputsEmbeds(manager, ids, model.imageFeatures(states));
    return model.loss(model.hiddenStates(embeds, Golden.ones(ids)), labels);
  }
}
