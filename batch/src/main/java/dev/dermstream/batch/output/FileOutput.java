package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.Job;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file. It is written beside its place under the name {@code .NAME.JOB.partial}, forced to the
 * disk, and takes the place of an older one at once; a link is replaced, not followed. What a
 * process that was killed has left is overwritten when the job is written again.
 */
final class FileOutput implements ResultWriter {
  private static final Logger LOG = LoggerFactory.getLogger(FileOutput.class);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path file;
  private final FileForm form;

  FileOutput(Path file, FileForm form) {
    this.file = file;
    this.form = form;
  }

  @Override
  public void check() throws OutputException {
    if (Files.isDirectory(file)) {
      throw new OutputException(file + " is a folder; name a file", false);
    }
    Folders.check(file);
  }

  @Override
  public Written write(Job job, Results results) throws IOException, InterruptedException {
    Path folder = Folders.of(file);
    Path unfinished = Folders.unfinished(file, job.getJobId());
    try {
      long count = fill(unfinished, results);
      Folders.stopIfInterrupted();
      replace(unfinished, folder);
      return new Written(count, 0);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      remove(unfinished);
      throw e;
    }
  }

  private long fill(Path unfinished, Results results) throws IOException, InterruptedException {
    long[] count = {0};
    // Not of a channel, which an interrupt would close in the middle of a row.
    try (FileOutputStream stream = open(unfinished);
        OutputStream buffered = new BufferedOutputStream(stream, BUFFER_BYTES);
        Rows rows = onDisk(() -> form.open(buffered))) {
      results.forEach(result -> {
        Folders.stopIfInterrupted();
        onDisk(() -> {
          rows.add(result);
          return null;
        });
        count[0]++;
      });
      onDisk(() -> {
        rows.end();
        buffered.flush();
        stream.getFD().sync();
        return null;
      });
    }
    return count[0];
  }

  private FileOutputStream open(Path unfinished) throws IOException {
    return onDisk(() -> {
      Files.deleteIfExists(unfinished);
      return new FileOutputStream(unfinished.toFile());
    });
  }

  private void replace(Path unfinished, Path folder) throws IOException {
    onDisk(() -> {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      Folders.force(folder);
      return null;
    });
  }

  private static void remove(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      LOG.warn("{} is left over and can be deleted", unfinished);
    }
  }

  private interface Step<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /** What fails here is the disk's; what the results throw goes on as it is. */
  private <T extends @Nullable Object> T onDisk(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException e) {
      throw DiskFault.of(file, Folders.of(file), e);
    }
  }
}
