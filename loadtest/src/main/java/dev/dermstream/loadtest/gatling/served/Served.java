package dev.dermstream.loadtest.gatling.served;

import java.util.OptionalLong;

/** A gateway that answers. Closing ends the servers that were started for it. */
public interface Served extends AutoCloseable {
  /** HOST:PORT. */
  String address();

  /** For people who read the results. */
  String description();

  /** The process of the servers, if it was started for this run. */
  OptionalLong pid();

  @Override
  void close();
}
