package dev.dermstream.pacs.session;

/** Nothing can be sent any more: the client is gone, or another thread has ended the call. */
final class CallEndedException extends Exception {
  private static final long serialVersionUID = 1L;

  CallEndedException() {
    super("the call has ended", null, false, false);
  }
}
