package dev.dermstream.platform.lora;

import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two files of an adapter in memory, so that what is checked, named by its digest and used are
 * the same bytes, whatever happens to the directory meanwhile.
 *
 * @param directory where they were read
 * @param config content of {@code adapter_config.json}; not copied, callers must not change it
 * @param weights content of {@code adapter_model.safetensors}; likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; read-only by contract
public record LoraFiles(Path directory, byte[] config, byte[] weights) {
  /** Name of the file of weights. */
  public static final String WEIGHTS_FILE = "adapter_model.safetensors";

  private static final long MOST_BYTES = 1L << 30;

  /** Whether both files lie in a directory. */
  public static boolean liesIn(Path directory) {
    return Files.isRegularFile(directory.resolve(LoraConfig.FILE))
        && Files.isRegularFile(directory.resolve(WEIGHTS_FILE));
  }

  /**
   * Reads both files.
   *
   * @throws IOException if one is missing, cannot be read or is over 1 GiB; it is named
   */
  public static LoraFiles read(Path directory) throws IOException {
    for (String name : List.of(LoraConfig.FILE, WEIGHTS_FILE)) {
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new IOException("There is no " + name + " in " + directory);
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + ": over 1 GiB, which no adapter is that is taken here");
      }
    }
    return new LoraFiles(
        directory,
        Files.readAllBytes(directory.resolve(LoraConfig.FILE)),
        Files.readAllBytes(directory.resolve(WEIGHTS_FILE)));
  }

  /**
   * SHA-256 in hexadecimal digits over the SHA-256 of each file, as {@code sha256sum
   * adapter_config.json adapter_model.safetensors | sha256sum} prints it.
   */
  public String digest() {
    String sums =
        "%s  %s\n%s  %s\n"
            .formatted(Sha256.hex(config), LoraConfig.FILE, Sha256.hex(weights), WEIGHTS_FILE);
    return Sha256.hex(sums.getBytes(StandardCharsets.UTF_8));
  }
}
