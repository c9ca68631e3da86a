package dev.dermstream.loadtest.pacs;

import java.io.IOException;

/** What takes objects by C-STORE, in a process of its own. */
interface Receiver extends AutoCloseable {
  String name();

  String aeTitle();

  int port();

  /** User and system time of the process and of those it has started, in seconds. */
  double cpuSeconds() throws IOException, InterruptedException;

  /** How many objects it has, all told. */
  long received() throws IOException, InterruptedException;

  @Override
  void close();
}
