package dev.dermstream.batch.ledger;

/** Why a database did not do what it was asked. */
enum Failure {
  FULL("has no space left; free some, then it goes on", true),
  AWAY("cannot be reached; it is asked again", true),
  BUSY("did not answer in time; it is asked again", true),
  /** Of two who wanted the same one is asked to try again, which is done at once. */
  CONFLICT("was changed by others meanwhile; it is asked again", true),
  READ_ONLY("cannot be written now; see its disk and its role", true),
  /** Both the system and the driver of SQLite say so. */
  DISK("has a disk that fails; see the system's log", true),
  DENIED("lets this account not in; see user, password-file and its rights", false),
  OPENED_TO_READ("was opened to be read and cannot be written", false),
  DAMAGED("is damaged or no database; bring back a copy", false),
  REFUSED("refused a statement of this program", false);

  private final String words;
  private final boolean retryable;

  Failure(String words, boolean retryable) {
    this.words = words;
    this.retryable = retryable;
  }

  String words() {
    return words;
  }

  boolean isRetryable() {
    return retryable;
  }
}
