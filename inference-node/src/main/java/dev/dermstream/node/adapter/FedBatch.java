package dev.dermstream.node.adapter;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** A batch's adapters as tensors of the engine. Confined to one thread at a time. */
final class FedBatch implements AutoCloseable {
  private final AdapterStack stack;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "OnnxRuntime");
  private NDManager owner = manager.newSubManager();
  private List<AdapterWeights> rows = List.of();
  private NDList tensors = new NDList();

  FedBatch(AdapterShape shape) {
    this.stack = new AdapterStack(shape);
  }

  /** Whether the tensors are those of a batch already. */
  boolean holds(List<AdapterWeights> batch) {
    return rows.equals(same(batch));
  }

  /** Tensors over the memory of a batch's adapters; those given before end. */
  NDList tensors(List<AdapterWeights> batch) {
    if (!holds(batch)) {
      owner.close();
      owner = manager.newSubManager();
      rows = List.of();
      NDList inputs = new NDList();
      for (StackInput input : stack.put(batch)) {
        NDArray array = owner.create(input.values(), new Shape(input.shape()), DataType.FLOAT32);
        array.setName(input.name());
        inputs.add(array);
      }
      tensors = inputs;
      rows = same(batch);
    }
    return tensors;
  }

  /** One adapter for all rows is the same input for any number of them. */
  private static List<AdapterWeights> same(List<AdapterWeights> batch) {
    AdapterWeights first = batch.getFirst();
    return batch.stream().allMatch(row -> row == first) ? List.of(first) : batch;
  }

  @Override
  public void close() {
    owner.close();
    manager.close();
  }
}
