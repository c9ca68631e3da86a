package dev.dermstream.dicom.association;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes PDUs; messages in P-DATA-TF as long as the peer takes and a buffer holds, so that a write
 * to the connection is large. The buffer is small until an object is sent. For one thread.
 */
final class PduOutput {
  private static final int FIRST_BYTES = 1 << 10;
  private static final int FULL_BYTES = 128 << 10;

  /** Length, presentation context and control header of a fragment (PS3.8, 9.3.5.1). */
  private static final int FRAGMENT_HEAD_BYTES = 6;

  private static final int PDV_LENGTH_BYTES = 4;
  private static final int HEAD_BYTES = Pdu.HEAD_BYTES + FRAGMENT_HEAD_BYTES;
  private static final int COMMAND = 1;
  private static final int LAST = 2;

  /** Called before each write, which may take its time. */
  private final Runnable beforeWrite;

  private final OutputStream out;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int count;
  private int maxFragment = FULL_BYTES - HEAD_BYTES;

  PduOutput(OutputStream out, Runnable beforeWrite) {
    this.out = out;
    this.beforeWrite = beforeWrite;
  }

  /**
   * @param maxPduBytes that the peer takes; 0 for any
   */
  void limitTo(long maxPduBytes) {
    if (maxPduBytes > 0 && maxPduBytes < maxFragment + FRAGMENT_HEAD_BYTES) {
      maxFragment = (int) maxPduBytes - FRAGMENT_HEAD_BYTES & ~1; // Fragments have even lengths.
    }
  }

  void pdu(Pdu pdu) throws IOException {
    beforeWrite.run();
    out.write(PduEncoder.encode(pdu));
    out.flush();
  }

  /** Writes a PDU in the time that is left; what was put into the buffer before is forgotten. */
  void alone(Pdu pdu) throws IOException {
    count = 0;
    out.write(PduEncoder.encode(pdu));
    out.flush();
  }

  /** Puts a command set into the buffer. */
  void command(int contextId, byte[] command) throws IOException {
    int at = 0;
    do {
      int length = Math.min(command.length - at, maxFragment);
      reserve(length);
      System.arraycopy(command, at, buffer, count + HEAD_BYTES, length);
      at += length;
      head(contextId, COMMAND | (at == command.length ? LAST : 0), length);
    } while (at < command.length);
  }

  /** Puts a data set into the buffer, and what finds no room there onto the connection. */
  void data(int contextId, InputStream data, long length) throws IOException {
    long left = length;
    do {
      int room = buffer.length - count - HEAD_BYTES;
      int wanted = (int) Math.min(left, maxFragment);
      int fragment =
          room < wanted && buffer.length == FULL_BYTES && room > FULL_BYTES / 2
              ? room & ~1
              : wanted;
      reserve(fragment);
      read(data, fragment);
      left -= fragment;
      head(contextId, left == 0 ? LAST : 0, fragment);
    } while (left > 0);
  }

  private void read(InputStream data, int fragment) throws AssociationException {
    try {
      if (data.readNBytes(buffer, count + HEAD_BYTES, fragment) < fragment) {
        throw new EOFException("shorter than was said");
      }
    } catch (IOException e) {
      AssociationException failed =
          new AssociationException(
              AssociationEnd.ABORTED_HERE, "The data set that is sent could not be read.");
      failed.initCause(e);
      throw failed;
    }
  }

  void flush() throws IOException {
    if (count > 0) {
      beforeWrite.run();
      out.write(buffer, 0, count);
      out.flush();
      count = 0;
    }
  }

  private void reserve(int fragment) throws IOException {
    int needed = HEAD_BYTES + fragment;
    if (needed > buffer.length - count && buffer.length < FULL_BYTES) {
      buffer = Arrays.copyOf(buffer, FULL_BYTES);
    }
    if (needed > buffer.length - count) {
      flush();
    }
  }

  /** Writes the heads before a fragment that already lies behind where they go. */
  private void head(int contextId, int control, int length) {
    int pdv = length + FRAGMENT_HEAD_BYTES - PDV_LENGTH_BYTES;
    buffer[count++] = Pdu.DATA;
    buffer[count++] = 0;
    number(pdv + PDV_LENGTH_BYTES);
    number(pdv);
    buffer[count++] = (byte) contextId;
    buffer[count++] = (byte) control;
    count += length;
  }

  private void number(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[count++] = (byte) (value >> shift);
    }
  }
}
