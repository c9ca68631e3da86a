package dev.dermstream.batch.server;

import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a job must be like before it is noted. Thread-safe. */
final class JobChecks {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{8,40}");
  private static final int MOST_TITLE_BYTES = 200;
  private static final int MOST_OUTPUTS = 10;
  private static final int MOST_PRIORITY = 100;
  private static final int MOST_ATTEMPTS = 100;

  private final List<Path> roots;

  /**
   * @param roots below which jobs may read and write; empty: everywhere
   */
  JobChecks(List<Path> roots) {
    this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
  }

  void requireId(String id) throws ServiceException {
    require(ID.matcher(id).matches(), "job_id must be 8 to 40 of a-z, 0-9 and -.");
  }

  void require(JobSpec spec) throws ServiceException {
    require(
        spec.getTitle().getBytes(StandardCharsets.UTF_8).length <= MOST_TITLE_BYTES,
        "title is longer than 200 bytes.");
    require(!spec.getSource().getLocation().isBlank(), "source.location is empty.");
    require(spec.getOutputsCount() <= MOST_OUTPUTS, "There are more than 10 outputs.");
    require(
        Math.abs(spec.getPriority()) <= MOST_PRIORITY, "priority must be between -100 and 100.");
    require(
        spec.getAttempts() >= 0 && spec.getAttempts() <= MOST_ATTEMPTS,
        "attempts must be between 1 and 100, or 0 for the worker's configuration.");
    requireWithin("source.location", spec.getSource().getLocation());
    Set<String> locations = new HashSet<>();
    for (Output output : spec.getOutputsList()) {
      require(!output.getLocation().isBlank(), "An output's location is empty.");
      require(
          locations.add(output.getLocation()),
          "Two outputs have the location " + output.getLocation() + ".");
      requireWithin("An output's location", output.getLocation());
    }
  }

  private void requireWithin(String field, String location) throws ServiceException {
    if (roots.isEmpty() || location.startsWith("s3://") || location.startsWith("jdbc:")) {
      return;
    }
    try {
      Path path = Path.of(location).toAbsolutePath().normalize();
      require(
          roots.stream().anyMatch(path::startsWith),
          field + " lies outside of the folders that dermstream.batch.roots allows.");
    } catch (InvalidPathException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, field + " is no path.");
    }
  }

  private static void require(boolean holds, String sentence) throws ServiceException {
    if (!holds) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, sentence);
    }
  }
}
