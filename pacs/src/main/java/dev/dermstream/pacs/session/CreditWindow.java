package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.pacs.v1.Credit;
import dev.dermstream.pacs.v1.ServerFrame;

/**
 * What a client may still send. Spent on the event loop when an InstanceBegin arrives, so that one
 * that was sent too early is known as such; granted by the session's thread. Thread-safe.
 */
final class CreditWindow {
  private final int windowInstances;
  private final long windowBytes;
  private int instances;
  private long bytes;

  CreditWindow(int instances, long bytes) {
    this.windowInstances = instances;
    this.windowBytes = bytes;
    this.instances = instances;
    this.bytes = bytes;
  }

  /** Tells the client of what it begins with. */
  ServerFrame first() {
    return credit(windowInstances, windowBytes);
  }

  /** Grants what an object took anew. */
  synchronized ServerFrame grantAgain(long objectBytes) {
    instances++;
    bytes += objectBytes;
    return credit(1, objectBytes);
  }

  private static ServerFrame credit(int moreInstances, long moreBytes) {
    return ServerFrame.newBuilder()
        .setCredit(Credit.newBuilder().setInstances(moreInstances).setBytes(moreBytes))
        .build();
  }

  /**
   * Uses credit for one object.
   *
   * @throws ServiceException if there is not enough
   */
  synchronized void spend(long objectBytes) {
    if (instances < 1 || bytes < objectBytes) {
      throw new ServiceException(
          ErrorCode.OVERLOADED,
          "The object was begun beyond the credit: wait for Credit frames that cover one instance"
              + " and its total_bytes.");
    }
    instances--;
    bytes -= objectBytes;
  }
}
