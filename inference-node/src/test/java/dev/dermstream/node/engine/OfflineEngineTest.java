package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  private static String nativeVariable(String name) throws Throwable {
    Linker linker = Linker.nativeLinker();
    var getenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getenv"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      MemorySegment value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(name));
      assertThat(value).isNotEqualTo(MemorySegment.NULL);
      return value.reinterpret(Long.MAX_VALUE).getString(0);
    }
  }
}
