package dev.dermstream.trainer.duplicates;

import dev.dermstream.trainer.dataset.DatasetException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Findings in their order: leaks first, the most similar first.
 *
 * @param findings sorted
 */
public record DuplicateReport(List<Finding> findings) {
  /** Sorts. */
  public DuplicateReport {
    findings = findings.stream().sorted(Finding.ORDER).toList();
  }

  /** Pairs across sides. */
  public List<Finding> leaks() {
    return findings.stream()
        .filter(finding -> finding.relation() == Finding.Relation.LEAK)
        .toList();
  }

  /**
   * Writes one JSON object a line; the file appears whole or not at all.
   *
   * @throws DatasetException if the file is there already
   */
  public void write(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new DatasetException(file + " is there already");
    }
    Path unfinished = Path.of(file + ".new");
    try (BufferedWriter writer = Files.newBufferedWriter(unfinished)) {
      for (Finding finding : findings) {
        writer.write(finding.json());
        writer.write('\n');
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
