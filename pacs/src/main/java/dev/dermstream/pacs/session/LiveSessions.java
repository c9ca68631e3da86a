package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls of sessions, one of each session. Thread-safe. */
final class LiveSessions {
  /** Calls that have not said hello, or are being taken over, for each session that is let. */
  private static final int CALLS_OF_A_SESSION = 2;

  private final int most;
  private final Map<String, ExchangeCall> sessions = new HashMap<>();
  private final Set<ExchangeCall> calls = new HashSet<>();
  private boolean draining;

  LiveSessions(int most) {
    this.most = most;
  }

  /** Takes a call in; it must leave in the end. */
  synchronized void enter(ExchangeCall call) {
    requireOpen();
    if (calls.size() >= CALLS_OF_A_SESSION * most) {
      throw full();
    }
    calls.add(call);
  }

  /** Makes a call that of its session; the one before, if there is one, is to be ended. */
  synchronized Optional<ExchangeCall> claim(String session, ExchangeCall call) {
    requireOpen();
    if (!sessions.containsKey(session) && sessions.size() >= most) {
      throw full();
    }
    return Optional.ofNullable(sessions.put(session, call));
  }

  synchronized void leave(String session, ExchangeCall call) {
    calls.remove(call);
    sessions.remove(session, call);
  }

  synchronized boolean isDraining() {
    return draining;
  }

  synchronized int size() {
    return sessions.size();
  }

  /** Refuses new calls from now on and sends those that run home. */
  synchronized void drain() {
    draining = true;
    calls.forEach(ExchangeCall::drain);
  }

  void requireNotDraining() {
    if (isDraining()) {
      throw draining();
    }
  }

  private void requireOpen() {
    if (draining) {
      throw draining();
    }
  }

  private static ServiceException draining() {
    return new ServiceException(
        ErrorCode.DRAINING, "The edge is shutting down; come back after a while.");
  }

  private static ServiceException full() {
    return new ServiceException(
        ErrorCode.OVERLOADED, "As many sessions are open as the edge takes; try again later.");
  }
}
