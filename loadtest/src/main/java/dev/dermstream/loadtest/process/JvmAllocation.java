package dev.dermstream.loadtest.process;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What the threads of another JVM of this machine allocate on its heap. */
public final class JvmAllocation implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private JvmAllocation(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /** Starts that JVM's management agent, which listens on loopback only. */
  @SuppressWarnings("BanJNDI") // The address is one that a process of this user just gave.
  public static JvmAllocation of(long pid) throws IOException {
    JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
    return new JvmAllocation(
        connector,
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class));
  }

  private static String agent(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("Process " + pid + " is no JVM that can be asked", e);
    }
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
