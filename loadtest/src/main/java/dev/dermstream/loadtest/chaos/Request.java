package dev.dermstream.loadtest.chaos;

import com.google.protobuf.ByteString;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;

/**
 * One picture that the client wants an answer for. Requests take turns at lanes, methods and
 * gateways, all combinations equally.
 *
 * @param dueNanos when it was due, on the scale of {@link System#nanoTime}
 * @param deadlineNanos until when the client wants the answer, attempts at other gateways included
 */
record Request(long number, Picture picture, long dueNanos, long deadlineNanos) {
  private static final Lane[] LANES = {Lane.LANE_STAT, Lane.LANE_ROUTINE, Lane.LANE_BATCH};

  Lane lane() {
    return LANES[(int) (number % LANES.length)];
  }

  /** Whether it goes by {@code ScreenStream}, else by {@code Screen}. */
  boolean isStreamed() {
    return number / LANES.length % 2 == 1;
  }

  /** Which of the gateways is asked first. */
  int gateway(int gateways) {
    return (int) (number / (2L * LANES.length) % gateways);
  }

  long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }

  ScreenRequest message() {
    ByteString image = picture.file();
    return ScreenRequest.newBuilder().setImage(image).setLane(lane()).build();
  }
}
