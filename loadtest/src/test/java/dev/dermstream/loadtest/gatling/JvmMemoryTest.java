package dev.dermstream.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asks JVMs that hold what they were told to, in the heap and outside. */
class JvmMemoryTest {
  private static final long MIB = 1 << 20;

  /** Holds so many MiB in the heap and outside, and lets as much of the heap die. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      int heap = Integer.parseInt(arguments[0]);
      int outside = Integer.parseInt(arguments[1]);
      List<byte[]> held = new ArrayList<>();
      for (int i = 0; i < heap; i++) {
        held.add(new byte[(int) MIB]);
        byte[] garbage = new byte[(int) MIB];
        garbage[0] = 1;
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) (outside * MIB));
      for (int i = 0; i < buffer.capacity(); i += 1024) {
        buffer.put(i, (byte) 1);
      }
      System.out.println("ready");
      int end = System.in.read();
      System.out.println(held.size() + buffer.capacity() + end);
    }
  }

  @Test
  void whatIsHeldIsSeenWhereItIsAndGarbageIsNot() throws Exception {
    JvmMemory little = of("-XX:+UseParallelGC", 4, 4);
    JvmMemory heap = of("-XX:+UseParallelGC", 64, 4);
    JvmMemory outside = of("-XX:+UseParallelGC", 4, 64);

    assertThat((heap.heapBytes() - little.heapBytes()) / MIB).isBetween(59L, 62L);
    assertThat((outside.heapBytes() - little.heapBytes()) / MIB).isZero();
    assertThat((outside.outsideBytes() - little.outsideBytes()) / MIB).isBetween(50L, 70L);
    assertThat((heap.outsideBytes() - little.outsideBytes()) / MIB).isBetween(-10L, 10L);
  }

  @Test
  void anotherCollectorIsRefused() {
    assertThatThrownBy(() -> of("-XX:+UseSerialGC", 4, 4))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not the heap of the parallel collector");
  }

  private static JvmMemory of(String collector, int heap, int outside) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                collector,
                "-Xmx256m",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Holder.class.getName(),
                Integer.toString(heap),
                Integer.toString(outside))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      return JvmMemory.afterCollection(process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
