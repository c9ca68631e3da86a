package dev.dermstream.loadtest.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The peer, compiled against a PyTorch that has its headers.
 *
 * @param program ready to run
 */
record Libtorch(Path program) {
  /**
   * Compiles it.
   *
   * @param home folder with {@code include} and {@code lib}: an unpacked libtorch, or the folder
   *     {@code torch} of an installed Python package
   * @throws IOException with a sentence for the user if there is none, or the compiler fails
   */
  static Libtorch compile(Path home, Path work) throws IOException, InterruptedException {
    Path headers = home.resolve("include");
    if (!Files.isDirectory(headers.resolve("torch/csrc/api/include"))) {
      throw new IOException(
          "%s holds no libtorch with headers; set LIBTORCH to one, or measure with --alone"
              .formatted(home));
    }
    Path source = work.resolve("training.cpp");
    try (InputStream packed =
        Objects.requireNonNull(Libtorch.class.getResourceAsStream("training.cpp"))) {
      Files.copy(packed, source);
    }
    Path program = work.resolve("training");
    Path log = work.resolve("compiler.txt");
    Process compiler =
        new ProcessBuilder(
                Stream.of(
                        List.of("g++", "-O2", "-std=c++20"),
                        List.of("-I" + headers, "-I" + headers.resolve("torch/csrc/api/include")),
                        List.of(source.toString(), "-o", program.toString()),
                        List.of("-L" + home.resolve("lib"), "-ltorch", "-ltorch_cpu", "-lc10"),
                        List.of("-Wl,-rpath," + home.resolve("lib").toAbsolutePath()))
                    .flatMap(List::stream)
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (compiler.waitFor() != 0) {
      throw new IOException("g++ failed: " + Files.readString(log));
    }
    return new Libtorch(program);
  }

  List<String> command(Path data, boolean fused, int steps, int threads) {
    return List.of(
        program.toString(),
        data.toString(),
        fused ? "fused" : "same",
        String.valueOf(steps),
        String.valueOf(threads));
  }
}
