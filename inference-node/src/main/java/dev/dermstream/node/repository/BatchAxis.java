package dev.dermstream.node.repository;

import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Joins tensors along their first axis and takes them apart again. */
final class BatchAxis {
  private BatchAxis() {}

  /** What requests must share to run together: names, types and all axes but the first. */
  static List<Object> kind(Map<String, HostTensor> inputs) {
    List<Object> kind = new ArrayList<>();
    for (Map.Entry<String, HostTensor> input : new TreeMap<>(inputs).entrySet()) {
      kind.add(input.getKey());
      kind.add(input.getValue().type());
      long[] shape = input.getValue().shape();
      for (int axis = 1; axis < shape.length; axis++) {
        kind.add(shape[axis]);
      }
    }
    return kind;
  }

  /** Joins requests of one kind, in their order. */
  static Map<String, HostTensor> join(List<Map<String, HostTensor>> requests) {
    if (requests.size() == 1) {
      return requests.getFirst();
    }
    Map<String, HostTensor> joined = new LinkedHashMap<>();
    for (String name : requests.getFirst().keySet()) {
      joined.put(
          name,
          joinOne(
              requests.stream().map(inputs -> Objects.requireNonNull(inputs.get(name))).toList()));
    }
    return joined;
  }

  private static HostTensor joinOne(List<HostTensor> parts) {
    HostTensor first = parts.getFirst();
    long[] shape = first.shape();
    shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
    if (first.type() == TensorType.BYTES) {
      return HostTensor.ofBytes(
          shape, parts.stream().flatMap(part -> part.elements().stream()).toList());
    }
    long bytes = parts.stream().mapToLong(HostTensor::payloadBytes).sum();
    ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
    parts.forEach(part -> data.put(part.data()));
    return HostTensor.of(first.type(), shape, data.flip());
  }

  /** True if every output has that many rows. */
  static boolean fits(Map<String, HostTensor> outputs, int rows) {
    return outputs.values().stream()
        .allMatch(output -> output.rank() > 0 && output.shape()[0] == rows);
  }

  /** Rows {@code from} to {@code from + rows} of every output; views, not copies. */
  static Map<String, HostTensor> slice(Map<String, HostTensor> outputs, int from, int rows) {
    Map<String, HostTensor> sliced = new LinkedHashMap<>();
    outputs.forEach((name, output) -> sliced.put(name, sliceOne(output, from, rows)));
    return sliced;
  }

  private static HostTensor sliceOne(HostTensor output, int from, int rows) {
    long[] shape = output.shape();
    int all = Math.toIntExact(shape[0]);
    shape[0] = rows;
    if (output.type() == TensorType.BYTES) {
      int perRow = output.elements().size() / all;
      return HostTensor.ofBytes(
          shape, output.elements().subList(from * perRow, (from + rows) * perRow));
    }
    ByteBuffer data = output.data();
    int perRow = data.remaining() / all;
    return HostTensor.of(output.type(), shape, data.slice(from * perRow, rows * perRow));
  }
}
