package dev.dermstream.dicom.dimse;

import dev.dermstream.platform.cluster.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * DCMTK's receiver, which keeps objects as they came.
 *
 * @param folder where it keeps them
 */
record Storescp(Process process, int port, Path folder) implements AutoCloseable {
  static Storescp start(Tools tools, Path folder, Object... options) throws Exception {
    Files.createDirectory(folder);
    // None that the system could give to a connection before it is bound.
    int port = FreePorts.take(1);
    List<Object> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "--accept-all",
            "--bit-preserving",
            "--unique-filenames",
            "--output-directory",
            folder,
            port));
    Storescp started = new Storescp(tools.start("storescp", arguments.toArray()), port, folder);
    started.awaitListening();
    return started;
  }

  private void awaitListening() throws InterruptedException {
    while (process.isAlive()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        Thread.sleep(10); // It does not say when it listens.
      }
    }
    throw new AssertionError("storescp ended");
  }

  /** What it keeps. */
  List<TestObject> received() throws Exception {
    List<TestObject> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        objects.add(TestObject.of(Files.readAllBytes(file)));
      }
    }
    return objects;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
