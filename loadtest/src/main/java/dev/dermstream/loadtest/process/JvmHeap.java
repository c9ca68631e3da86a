package dev.dermstream.loadtest.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.remote.JMXConnector;

/** The heap of another JVM of this machine. */
public final class JvmHeap implements AutoCloseable {
  private final JMXConnector connector;
  private final MemoryMXBean memory;

  private JvmHeap(JMXConnector connector, MemoryMXBean memory) {
    this.connector = connector;
    this.memory = memory;
  }

  /** Starts that JVM's management agent, which listens on loopback only. */
  public static JvmHeap of(long pid) throws IOException {
    JMXConnector connector = ManagementAgent.connect(pid);
    return new JvmHeap(
        connector,
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class));
  }

  /** Bytes in use after a full collection. */
  public long collected() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
