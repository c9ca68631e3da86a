package dev.dermstream.node.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterShape.Layer;
import dev.dermstream.platform.lora.LoraFiles;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterStoreTest {
  @TempDir Path folder;

  @Test
  void anAdapterIsKnownByNameAndDigest() throws IOException {
    AdapterStore store = store(2);
    Path files = adapter("one", 1);

    String identity = store.load("one", files, false);

    assertThat(identity).isEqualTo("one@" + LoraFiles.read(files).digest());
    assertThat(store.identity("one")).contains(identity);
    assertThat(store.identity("two")).isEmpty();
    try (AdapterLease lease = store.acquire("one")) {
      assertThat(lease.identity()).isEqualTo(identity);
      assertThat(valueIn(store, lease)).isEqualTo(1);
    }
  }

  @Test
  void textsKeepTheVersionTheyBeganWith() throws IOException {
    AdapterStore store = store(2);
    String first = store.load("one", adapter("v1", 1), false);
    AdapterLease running = store.acquire("one");

    String second = store.load("one", adapter("v2", 2), false);

    assertThat(second).isNotEqualTo(first);
    try (AdapterLease later = store.acquire("one")) {
      assertThat(later.identity()).isEqualTo(second);
      assertThat(valueIn(store, later)).isEqualTo(2);
      assertThat(running.identity()).isEqualTo(first);
      assertThat(valueIn(store, running)).isEqualTo(1);
    }
    running.close();
  }

  @Test
  void aVersionThatTextsHoldIsNeverWrittenOver() throws IOException {
    AdapterStore store = store(1);
    String first = store.load("one", adapter("v1", 1), false);
    Path second = adapter("v2", 2);
    AdapterLease running = store.acquire("one");

    assertOverloaded(() -> store.load("one", second, false));

    assertThat(store.identity("one")).contains(first);
    assertThat(valueIn(store, running)).isEqualTo(1);
    running.close();
    running.close();
    store.load("one", second, false);
    try (AdapterLease later = store.acquire("one")) {
      assertThat(valueIn(store, later)).isEqualTo(2);
    }
  }

  @Test
  void unloadingForgetsTheNameButNotTheTextsThatRun() throws IOException {
    AdapterStore store = store(1);
    store.load("one", adapter("one", 1), false);
    AdapterLease running = store.acquire("one");

    assertThat(store.unload("one")).isTrue();

    assertThat(store.unload("one")).isFalse();
    assertThatThrownBy(() -> store.acquire("one"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROFILE_NOT_FOUND));
    Path two = adapter("two", 2);
    assertOverloaded(() -> store.load("two", two, false));
    assertThat(valueIn(store, running)).isEqualTo(1);
    running.close();
    store.load("two", two, false);
  }

  @Test
  void theLeastRecentlyUsedLeavesAndComesBackFromItsFiles() throws IOException {
    AdapterStore store = store(2);
    store.load("one", adapter("one", 1), false);
    store.load("two", adapter("two", 2), false);
    store.acquire("one").close();

    store.load("three", adapter("three", 3), false);

    assertThat(store.resident()).containsExactlyInAnyOrder("one", "three");
    try (AdapterLease two = store.acquire("two")) {
      assertThat(valueIn(store, two)).isEqualTo(2);
    }
    assertThat(store.resident()).containsExactlyInAnyOrder("two", "three");
  }

  @Test
  void pinnedAdaptersStay() throws IOException {
    AdapterStore store = store(2);
    store.load("pinned", adapter("pinned", 1), true);
    for (int i = 2; i < 8; i++) {
      store.load("other" + i, adapter("other" + i, i), false);
    }

    assertThat(store.resident()).containsExactlyInAnyOrder("pinned", "other7");
    try (AdapterLease other = store.acquire("other3")) {
      assertThat(valueIn(store, other)).isEqualTo(3);
      assertOverloaded(() -> store.acquire("other4"));
    }
    store.acquire("other4").close();
  }

  @Test
  void filesThatChangedOnDiskAreNotServedUnderTheOldDigest() throws IOException {
    AdapterStore store = store(1);
    Path one = adapter("one", 1);
    store.load("one", one, false);
    store.load("two", adapter("two", 2), false);
    Adapters.constant(one, Adapters.SHAPE, 4, 9);

    assertThatThrownBy(() -> store.acquire("one"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
        .hasMessageContaining("load it again");

    store.load("one", one, false);
    try (AdapterLease lease = store.acquire("one")) {
      assertThat(valueIn(store, lease)).isEqualTo(9);
    }
  }

  @Test
  void refusesByNameWhatDoesNotFitAndKeepsWhatItHas() throws IOException {
    AdapterStore store = store(2);
    String first = store.load("one", adapter("one", 1), false);
    Path widerBase =
        Adapters.constant(
            folder.resolve("wider"),
            new AdapterShape(new TreeMap<>(Map.of("block.q_proj", new Layer(6, 16)))),
            2,
            1);
    Path otherLayers =
        Adapters.constant(
            folder.resolve("other"),
            new AdapterShape(new TreeMap<>(Map.of("block.o_proj", new Layer(6, 8)))),
            2,
            1);
    Path overRank = Adapters.constant(folder.resolve("rank"), Adapters.SHAPE, 5, 1);
    Path notANumber = Adapters.constant(folder.resolve("nan"), Adapters.SHAPE, 2, Float.NaN);
    Path cutOff = adapter("cut", 1);
    Path weights = cutOff.resolve("adapter_model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length - 5));

    assertRefused(store, widerBase, "block.q_proj.lora_B.weight has shape [16, 2]");
    assertRefused(store, otherLayers, "unknown tensor base_model.model.block.o_proj");
    assertRefused(store, overRank, "rank 5; this node takes at most 4");
    assertRefused(store, notANumber, "holds NaN");
    assertRefused(store, cutOff, "adapter_model.safetensors");
    assertRefused(store, folder.resolve("nothing"), "no adapter_config.json");

    assertThat(store.identity("one")).contains(first);
    try (AdapterLease lease = store.acquire("one")) {
      assertThat(valueIn(store, lease)).isEqualTo(1);
    }
  }

  @Test
  void aNumberThatNoTextHoldsStandsForNothing() throws IOException {
    AdapterStore store = store(1);
    store.load("one", adapter("one", 1), false);
    int id;
    try (AdapterLease lease = store.acquire("one")) {
      id = lease.adapterId();
    }

    for (long number : new long[] {id, -1, 2}) {
      assertThatThrownBy(() -> store.weights(new long[] {number}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void loadingTheSameBytesAgainChangesNothing() throws IOException {
    AdapterStore store = store(1);
    Path files = adapter("one", 1);
    String first = store.load("one", files, false);
    try (AdapterLease running = store.acquire("one")) {
      assertThat(store.load("one", files, false)).isEqualTo(first);
      assertThat(valueIn(store, running)).isEqualTo(1);
    }
  }

  @Test
  void whileVersionsComeAndGoEveryLeaseReadsTheBytesItsDigestNames() throws Exception {
    AdapterStore store = store(3);
    Map<String, Float> valueByDigest = new HashMap<>();
    List<Path> versions = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      Path files = adapter("v" + i, i);
      versions.add(files);
      valueByDigest.put(LoraFiles.read(files).digest(), (float) i);
    }
    store.load("a", versions.get(0), false);
    store.load("b", versions.get(1), false);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> read = new ArrayList<>();
      for (int r = 0; r < 3; r++) {
        String name = r == 0 ? "a" : "b";
        read.add(
            readers.submit(() -> {
              int texts = 0;
              while (!stop.get() || texts == 0) {
                try (AdapterLease lease = store.acquire(name)) {
                  String digest = lease.identity().substring(name.length() + 1);
                  assertThat(valueIn(store, lease)).isEqualTo(valueByDigest.get(digest));
                  texts++;
                } catch (ServiceException e) {
                  assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                }
              }
              return texts;
            }));
      }
      for (int i = 0; i < 300; i++) {
        load(store, i % 2 == 0 ? "a" : "c", versions.get(i % versions.size()));
      }
      stop.set(true);
      for (Future<Integer> texts : read) {
        assertThat(texts.get()).isPositive();
      }
    }
  }

  /** Again where readers hold every slot at this moment. */
  private static void load(AdapterStore store, String name, Path files) throws IOException {
    while (true) {
      try {
        store.load(name, files, false);
        return;
      } catch (ServiceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
        Thread.onSpinWait();
      }
    }
  }

  private static AdapterStore store(int slots) {
    return new AdapterStore(Adapters.SHAPE, new AdapterSettings(slots, 4));
  }

  private Path adapter(String name, int value) throws IOException {
    return Adapters.constant(folder.resolve(name), Adapters.SHAPE, 4, value);
  }

  private static void assertRefused(AdapterStore store, Path files, String because) {
    assertThatThrownBy(() -> store.load("one", files, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(because);
  }

  private static void assertOverloaded(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
  }

  /** The one value that fills the weights of a lease. */
  private static float valueIn(AdapterStore store, AdapterLease lease) {
    AdapterWeights weights = store.weights(new long[] {lease.adapterId()}).getFirst();
    float first = weights.layer("block.q_proj").a().get(0);
    for (String name : Adapters.SHAPE.layers().keySet()) {
      AdapterWeights.Layer layer = weights.layer(name);
      for (FloatBuffer values : List.of(layer.a(), layer.b())) {
        for (int i = 0; i < values.capacity(); i++) {
          assertThat(values.get(i)).as(name).isEqualTo(first);
        }
      }
    }
    return first;
  }
}
