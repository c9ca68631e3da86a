package dev.dermstream.platform.release;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the C library keeps of memory that was freed. Engines take theirs from it; without a word it
 * keeps what a closed model leaves for models to come, which do not always fit.
 */
final class NativeHeap {
  private static final Logger log = LoggerFactory.getLogger(NativeHeap.class);

  private NativeHeap() {}

  /**
   * Gives free memory back to the system, by the JVM's own command {@code System.trim_native_heap}
   * (Linux with glibc). Milliseconds; memory in use is not touched.
   */
  static void trim() {
    try {
      Object outcome =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "systemTrimNativeHeap",
                  null,
                  null);
      log.info("{}", String.valueOf(outcome).strip());
    } catch (JMException e) {
      log.info("This system's C library is not asked to give memory back", e);
    }
  }
}
