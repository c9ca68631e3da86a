package dev.dermstream.pacs.web;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One part's content while it arrives. What has no room is counted and thrown away, so that the
 * parts behind it can still be read. Not thread-safe; closing gives the room back.
 */
final class ObjectBytes extends OutputStream {
  private static final int SEGMENT_BYTES = 256 << 10;

  private final ReceivingBudget budget;
  private final int most;
  private final List<byte[]> full = new ArrayList<>();
  private byte[] segment = {};
  private int used;
  private long length;
  private long taken;
  private Room room = Room.ENOUGH;

  /** Whether all bytes were kept. */
  enum Room {
    ENOUGH,
    /** The object alone is longer than an object may be. */
    TOO_LONG,
    /** There was no memory left for the moment. */
    NONE_NOW
  }

  ObjectBytes(ReceivingBudget budget, int most) {
    this.budget = budget;
    this.most = most;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    length += count;
    if (length > most) {
      giveUp(Room.TOO_LONG);
    }
    int from = offset;
    int left = count;
    while (left > 0 && room == Room.ENOUGH) {
      if (used == segment.length && !grow()) {
        return;
      }
      int fits = Math.min(left, segment.length - used);
      System.arraycopy(bytes, from, segment, used, fits);
      used += fits;
      from += fits;
      left -= fits;
    }
  }

  Room room() {
    return room;
  }

  /** All bytes in one piece; to be called once. Empty if there was no room for them. */
  byte[] take() {
    if (room == Room.ENOUGH && !budgeted(length)) {
      giveUp(Room.NONE_NOW);
    }
    if (room != Room.ENOUGH) {
      return new byte[0];
    }
    byte[] whole = new byte[(int) length];
    int at = 0;
    for (byte[] each : full) {
      System.arraycopy(each, 0, whole, at, each.length);
      at += each.length;
    }
    System.arraycopy(segment, 0, whole, at, used);
    drop();
    budget.giveBack(taken - length);
    taken = length;
    return whole;
  }

  @Override
  public void close() {
    drop();
    budget.giveBack(taken);
    taken = 0;
  }

  private boolean grow() {
    int size = Math.min(SEGMENT_BYTES, most);
    if (!budgeted(size)) {
      giveUp(Room.NONE_NOW);
      return false;
    }
    if (segment.length > 0) {
      full.add(segment);
    }
    segment = new byte[size];
    used = 0;
    return true;
  }

  private boolean budgeted(long bytes) {
    boolean given = budget.take(bytes);
    if (given) {
      taken += bytes;
    }
    return given;
  }

  private void giveUp(Room why) {
    if (room == Room.ENOUGH) {
      room = why;
      close();
    }
  }

  private void drop() {
    full.clear();
    segment = new byte[0];
    used = 0;
  }
}
