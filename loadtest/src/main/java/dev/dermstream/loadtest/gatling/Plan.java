package dev.dermstream.loadtest.gatling;

import dev.dermstream.loadtest.gatling.served.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A simulation. Used by one run. */
interface Plan extends AutoCloseable {
  /** Servers that a run can have of its own. */
  enum Cluster {
    /** The demonstration release: every method answers, and it takes real work. */
    EMBEDDED,
    /** A real gateway and queue before devices that only let time pass; it answers Screen. */
    DEVICES
  }

  /** What it runs against unless the parameters say otherwise. */
  Cluster cluster();

  /** How long it sends requests unless the parameters say otherwise. */
  Duration duration();

  /** Users, and what must hold of them; called once, when the servers answer. */
  Load load(Stage stage) throws IOException, InterruptedException;

  /** Servers of its own in place of those of {@link #cluster}. */
  default Served serve(Path home, Path work, Parameters parameters)
      throws IOException, InterruptedException {
    return StartedServers.start(this, home, work, parameters);
  }

  /** The run begins. */
  default void begin() {}

  /** Ends what {@link #begin} began. */
  @Override
  default void close() {}
}
