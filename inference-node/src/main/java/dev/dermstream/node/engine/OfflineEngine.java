package dev.dermstream.node.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps DJL from the network and to the engines that are named: unless told otherwise it asks the
 * cloud's metadata service where it runs, reports its use, and may fetch native libraries.
 * Everything it needs is on the class path. ONNX Runtime reports models and machine to its maker
 * from 1.29 on, on Linux too, and is kept from it.
 */
public final class OfflineEngine {
  /** Read by ONNX Runtime's native code, once, when it starts. */
  static final String NO_REPORTS = "ORT_DISABLE_TELEMETRY";

  private OfflineEngine() {}

  /**
   * To be called before any class of DJL or ONNX Runtime is used; the process-wide switches are all
   * that they have.
   */
  public static void prepare() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    // DJL asks its default engine for what ONNX Runtime's arrays lack; any on the class path could
    // be that, and TensorRT's fails where its libraries are missing.
    System.setProperty("ai.djl.default_engine", OnnxGraph.ENGINE);
    if (System.getenv(NO_REPORTS) == null) {
      NativeEnvironment.set(NO_REPORTS, "1");
    }
  }

  /** What native code reads; Java has no way to change it. */
  private static final class NativeEnvironment {
    @SuppressWarnings("restricted") // Calls the C library by its signature.
    private static void set(String name, String value) {
      Linker linker = Linker.nativeLinker();
      MemorySegment function =
          linker
              .defaultLookup()
              .find("setenv")
              // Without it the system is none on which ONNX Runtime looks at the variable.
              .orElse(MemorySegment.NULL);
      if (function.equals(MemorySegment.NULL)) {
        return;
      }
      MethodHandle setenv =
          linker.downcallHandle(
              function,
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
      try (Arena arena = Arena.ofConfined()) {
        int failed =
            (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
        if (failed != 0) {
          throw new IllegalStateException("The environment cannot be changed: " + name);
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("The environment cannot be changed: " + name, e);
      }
    }
  }
}
