package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.SharedInputs;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A profile's adapter for the length of a comparison, so that both sides compute the same: as the
 * node's decoder is fed it, and as the tensors that a bare loop hands over. Thread-safe.
 */
public final class HeldAdapter implements AutoCloseable {
  private static final AdapterSettings SETTINGS = new AdapterSettings(1, 1024);

  private final ModelAdapters adapters;
  private final AdapterLease lease;

  private HeldAdapter(ModelAdapters adapters, AdapterLease lease) {
    this.adapters = adapters;
    this.lease = lease;
  }

  /**
   * Loads the adapter of a profile, where it has one of its own.
   *
   * @throws IOException if it cannot be read or does not fit the model
   */
  public static HeldAdapter of(ModelDirectory model, Profile profile) throws IOException {
    ModelAdapters adapters = ModelAdapters.of(model.decoderInputs(), SETTINGS);
    if (profile.adapterDirectory().isPresent()) {
      Path directory = profile.adapterDirectory().get();
      adapters.load(profile.name(), directory, true);
    }
    return new HeldAdapter(adapters, adapters.acquire(profile));
  }

  /** What the node's decoder is fed. */
  public SharedInputs sharedInputs() {
    return adapters.inputs();
  }

  /** What the rows of the node's decoder name as their adapter. */
  public int adapterId() {
    return lease.adapterId();
  }

  /** The same for all rows of a bare loop, by input name; to be closed by the caller. */
  public Map<String, OnnxTensor> tensors(OrtEnvironment environment) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> each : sharedInputs().weights(adapterId()).entrySet()) {
      Tensor weights = each.getValue();
      long[] shape = {1, weights.dimension(0), weights.dimension(1)};
      tensors.put(
          each.getKey(),
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(weights.toFloats()), shape));
    }
    return tensors;
  }

  @Override
  public void close() {
    lease.close();
    adapters.close();
  }
}
