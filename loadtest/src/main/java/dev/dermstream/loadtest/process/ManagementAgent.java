package dev.dermstream.loadtest.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The management agent of another JVM of this machine, which listens on loopback only. */
final class ManagementAgent {
  private ManagementAgent() {}

  /**
   * Starts it, if it does not run yet.
   *
   * @return the caller's to close
   */
  @SuppressWarnings("BanJNDI") // The address is one that a process of this user just gave.
  static JMXConnector connect(long pid) throws IOException {
    return JMXConnectorFactory.connect(new JMXServiceURL(start(pid)));
  }

  private static String start(long pid) throws IOException {
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
}
