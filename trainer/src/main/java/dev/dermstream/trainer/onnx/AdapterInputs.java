package dev.dermstream.trainer.onnx;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.trainer.model.ParameterShapes;
import java.util.List;
import java.util.Map;

/**
 * Which adapters a decoder can take at run time; of any rank.
 *
 * @param targets last parts of the names of the decoder's linear layers that can be adapted
 */
public record AdapterInputs(List<String> targets) {
  /** Every linear layer of the decoder. */
  public static final List<String> ALL_TARGETS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  /** At least one target, each of {@link #ALL_TARGETS}. */
  public AdapterInputs {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("Some target of adapters is needed");
    }
    for (String target : targets) {
      if (!ALL_TARGETS.contains(target)) {
        throw new IllegalArgumentException(
            "%s is no layer that can be adapted; these are: %s"
                .formatted(target, String.join(", ", ALL_TARGETS)));
      }
    }
  }

  /** The decoder's layers that can be adapted, in the order of the network. */
  List<String> modules(Map<String, long[]> base) {
    return LoraCheckpoint.targets(base, ParameterShapes.TEXT + "layers.", targets);
  }
}
