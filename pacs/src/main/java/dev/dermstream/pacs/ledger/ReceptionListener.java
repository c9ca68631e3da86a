package dev.dermstream.pacs.ledger;

/** Hears of every object that a door handed in. Called on the door's thread. Thread-safe. */
@FunctionalInterface
public interface ReceptionListener {
  /**
   * @param part10 as it came, not to be changed
   */
  void heard(Origin origin, Reception.Reply reply, byte[] part10);
}
