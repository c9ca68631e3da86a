package dev.dermstream.trainer.dataset;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;

/**
 * Hands out at most one line at a time and knows which. So whoever parses what it reads, and reads
 * no further than it must, has just come to that line.
 */
final class LineReader extends FilterReader {
  private final BufferedReader lines;
  private String line = "";
  private int next;
  private long number;

  LineReader(BufferedReader lines) {
    super(lines);
    this.lines = lines;
  }

  /** Of the line that was handed out last, 1 or more; 0 before the first. */
  long number() {
    return number;
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (next == line.length()) {
      String read = lines.readLine();
      if (read == null) {
        return -1;
      }
      line = read + "\n";
      next = 0;
      number++;
    }
    int count = Math.min(length, line.length() - next);
    line.getChars(next, next + count, target, offset);
    next += count;
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
