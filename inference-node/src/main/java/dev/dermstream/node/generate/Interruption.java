package dev.dermstream.node.generate;

import dev.dermstream.error.ServiceException;

/** Whether anyone still wants the answer; asked before every piece of work. */
@FunctionalInterface
public interface Interruption {
  /**
   * Returns while the work is wanted.
   *
   * @throws ServiceException CANCELLED or DEADLINE once it is not
   */
  void check();
}
