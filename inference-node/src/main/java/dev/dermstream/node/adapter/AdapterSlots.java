package dev.dermstream.node.adapter;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraInputs;
import dev.dermstream.platform.lora.LoraPair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that the decoder reads adapters from: for each layer the stacks {@code [slots + 1, in,
 * rank]} and {@code [slots + 1, rank, out]}, allocated once. Slot 0 is the base model and stays
 * zero. The engine reads the buffers where they lie, so a run costs no copy and loading an adapter
 * is writing its slot; only rows that name a slot read it, so a slot that no text holds may be
 * written while others are read.
 */
final class AdapterSlots {
  private final AdapterShape shape;
  private final int slots;
  private final Map<String, Stack> stacks = new LinkedHashMap<>();
  private final List<StackInput> inputs = new ArrayList<>();

  /** Both halves of one layer. */
  private record Stack(FloatBuffer a, FloatBuffer b) {}

  AdapterSlots(AdapterShape shape, int slots) {
    this.shape = shape;
    this.slots = slots;
    shape
        .layers()
        .forEach((name, layer) -> {
          Stack stack =
              new Stack(allocate(layer.in() * shape.rank()), allocate(shape.rank() * layer.out()));
          stacks.put(name, stack);
          inputs.add(
              new StackInput(
                  LoraInputs.A + name,
                  stack.a(),
                  new long[] {slots + 1, layer.in(), shape.rank()}));
          inputs.add(
              new StackInput(
                  LoraInputs.B + name,
                  stack.b(),
                  new long[] {slots + 1, shape.rank(), layer.out()}));
        });
  }

  /** Slots beside the base's. */
  int count() {
    return slots;
  }

  List<StackInput> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * Puts an adapter into a slot that no text holds.
   *
   * @param slot 1 to {@link #count}
   * @param adapter checked against {@link AdapterShape#base} and its rank
   */
  void write(int slot, LoraCheckpoint adapter) {
    stacks.forEach((name, stack) -> {
      FloatBuffer a = part(stack.a(), slot);
      FloatBuffer b = part(stack.b(), slot);
      LoraPair pair = adapter.pairs().get(name);
      if (pair == null) {
        a.put(0, new float[a.capacity()]);
        b.put(0, new float[b.capacity()]);
      } else {
        pair.writeA(a, shape.rank());
        pair.writeB(b, shape.rank(), adapter.config().scale());
      }
    });
  }

  private FloatBuffer part(FloatBuffer stack, int slot) {
    int size = stack.capacity() / (slots + 1);
    return stack.slice(slot * size, size);
  }

  private FloatBuffer allocate(int floatsPerSlot) {
    int bytes = Math.multiplyExact(Math.multiplyExact(floatsPerSlot, slots + 1), Float.BYTES);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
