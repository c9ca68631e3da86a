package dev.dermstream.loadtest.process;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;

/** What the threads of another JVM of this machine allocate on its heap. */
public final class JvmAllocation implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private JvmAllocation(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /** Starts that JVM's management agent, which listens on loopback only. */
  public static JvmAllocation of(long pid) throws IOException {
    JMXConnector connector = ManagementAgent.connect(pid);
    return new JvmAllocation(
        connector,
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class));
  }

  /** Bytes since it started, of all threads, ended ones included. */
  public long bytes() {
    return threads.getTotalThreadAllocatedBytes();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
