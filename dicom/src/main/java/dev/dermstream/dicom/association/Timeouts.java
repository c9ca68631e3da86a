package dev.dermstream.dicom.association;

import java.time.Duration;

/**
 * How long a peer is waited for. Each is longer than nothing.
 *
 * @param request from the connection to an established association, TLS included: the timer ARTIM
 *     of PS3.8, 9.1.5
 * @param idle for the next message or answer, for a PDU that has begun to be whole, and for the
 *     peer to take what is sent to it
 * @param operation for a message that has begun to be whole, however steadily it comes
 */
public record Timeouts(Duration request, Duration idle, Duration operation) {
  public Timeouts {
    for (Duration timeout : new Duration[] {request, idle, operation}) {
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("a timeout is longer than nothing");
      }
    }
  }

  /** 10 s for the request, 60 s idle, 10 minutes for a message. */
  public static Timeouts usual() {
    return new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));
  }
}
