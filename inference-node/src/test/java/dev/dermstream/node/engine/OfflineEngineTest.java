package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

class OfflineEngineTest {
  @Test
  void keepsDjlFromTheNetwork() {
    OfflineEngine.prepare();

    assertThat(Utils.isOfflineMode()).isTrue();
    assertThat(Utils.getEnvOrSystemProperty("OPT_OUT_TRACKING")).isEqualTo("true");
  }

  @Test
  void tellsOnnxRuntimeNotToReportToItsMaker() throws Throwable {
    OfflineEngine.prepare();

    assertThat(nativeVariable(OfflineEngine.NO_REPORTS)).isEqualTo("1");
  }

  /** As the native library reads it. */
  @SuppressWarnings("restricted")
  private static String nativeVariable(String name) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle getenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getenv"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(name));
      assertThat(value).isNotEqualTo(MemorySegment.NULL);
      return value.reinterpret(Long.MAX_VALUE).getString(0);
    }
  }
}
