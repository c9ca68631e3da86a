package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.pacs.v1.Credit;
import dev.dermstream.pacs.v1.ServerFrame;

/** What a client may still send. Used by one thread. */
final class CreditWindow {
  private int instances;
  private long bytes;

  /** Grants more. */
  ServerFrame grant(int moreInstances, long moreBytes) {
    instances += moreInstances;
    bytes += moreBytes;
    return ServerFrame.newBuilder()
        .setCredit(Credit.newBuilder().setInstances(moreInstances).setBytes(moreBytes))
        .build();
  }

  /** Uses credit for one object. */
  void spend(long objectBytes) {
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
