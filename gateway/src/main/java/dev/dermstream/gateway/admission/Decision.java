package dev.dermstream.gateway.admission;

/** What becomes of a request that asks to go on. */
public sealed interface Decision {
  /** It may go on now. */
  record Admitted(Permit permit) implements Decision {}

  /** It waits; its {@link Waiter} will hear, unless it leaves. */
  record Queued(Ticket ticket) implements Decision {}

  /** It was not taken. */
  record Refused(Refusal refusal) implements Decision {}
}
