package dev.dermstream.node.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.node.adapter.AdapterShape.Layer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterShapeTest {
  @Test
  void readsLayersFromTheGraph() throws IOException {
    AdapterShape shape =
        AdapterShape.of(
                Map.of(
                    "inputs_embeds", new long[] {-1, -1, 64},
                    "lora_a.block.q_proj", new long[] {-1, 64, -1},
                    "lora_b.block.q_proj", new long[] {-1, -1, 128}))
            .orElseThrow();

    assertThat(shape.layers()).containsExactly(Map.entry("block.q_proj", new Layer(64, 128)));
    assertThat(shape.base().get("block.q_proj.weight")).containsExactly(128, 64);
  }

  @Test
  void aGraphWithoutSuchInputsTakesNone() throws IOException {
    assertThat(AdapterShape.of(Map.of("inputs_embeds", new long[] {-1, -1, 64}))).isEmpty();
  }

  @Test
  void namesInputsThatContradictOneAnother() {
    assertThatThrownBy(() -> AdapterShape.of(Map.of("lora_a.q", new long[] {-1, 64, -1})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lora_b.q");
    assertThatThrownBy(() ->
            AdapterShape.of(
                Map.of(
                    "lora_a.q", new long[] {-1, 64, 16},
                    "lora_b.q", new long[] {-1, 8, 64})))
        .hasMessageContaining("lora_a.q [-1, 64, 16]");
  }
}
