package dev.dermstream.node.repository;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.RunningEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens PEFT adapters: {@code option.base} names the model whose adapter it is, and it is served as
 * the profile of the folder's name. {@code option.pinned=true} keeps it in its slot.
 */
final class AdapterOpener implements ModelOpener {
  private static final String PINNED = "pinned";
  private static final String PLATFORM = "peft_lora";

  private final ProfileHost host;

  /** The last opened of each name, which alone withdraws the profile. */
  private final Map<String, ServedAdapter> current = new ConcurrentHashMap<>();

  /**
   * Opens adapters.
   *
   * @param host knows the models that take them
   */
  AdapterOpener(ProfileHost host) {
    this.host = host;
  }

  @Override
  public OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    AdapterBase base = base(version.directory(), properties);
    if (properties.allVersions()) {
      throw new IOException(
          version.directory()
              + ": of an adapter one version is served; option.versions is not all");
    }
    boolean pinned = Objects.equals(properties.options().get(PINNED), "true");
    base.serve(name, version.directory(), pinned);
    ServedAdapter adapter = new ServedAdapter(name, base);
    adapter.publish();
    return new NamedProfile(name, version, properties, PLATFORM, adapter, new Uses());
  }

  private AdapterBase base(Path directory, ServingProperties properties) throws IOException {
    String named =
        properties
            .base()
            .orElseThrow(() ->
                new IOException(directory + ": an adapter needs option.base, the model it is for"));
    Map<String, AdapterBase> bases = host.bases();
    AdapterBase base = bases.get(named);
    if (base == null) {
      throw new IOException(
          "%s: option.base is %s; models that take adapters are: %s"
              .formatted(directory, named, String.join(", ", bases.keySet())));
    }
    return base;
  }

  /** Its base holds the adapter's memory, and the texts that use it, by itself. */
  private final class ServedAdapter implements HostedProfile {
    private final String name;
    private final AdapterBase base;

    ServedAdapter(String name, AdapterBase base) {
      this.name = name;
      this.base = base;
    }

    @Override
    public RunningEngine engine() {
      return base.engine();
    }

    @Override
    public Optional<String> lack() {
      return base.lack(name);
    }

    @Override
    public void publish() {
      ServedAdapter before = current.put(name, this);
      if (before != null && !before.base.equals(base)) {
        before.base.withdraw(name);
      }
    }

    @Override
    public void withdraw() {
      // A version that was replaced has no profile any more: the name is its successor's.
      if (current.remove(name, this)) {
        base.withdraw(name);
      }
    }

    @Override
    public void close() {
      withdraw();
    }
  }
}
