package dev.dermstream.pacs.counterpart;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Receipt;
import dev.dermstream.pacs.ledger.Receipt.Standing;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.platform.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Keeps objects in memory and judges them as the ledger does. Thread-safe. */
public final class MemoryReception implements Reception {
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final Semaphore pass = new Semaphore(Integer.MAX_VALUE);
  private long arrivals;
  private long room = Long.MAX_VALUE;

  /** The first object under a UID. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  public record Kept(long number, Origin origin, Identity identity, byte[] part10, String digest) {}

  /** What a file calls itself. */
  public static Identity identify(byte[] part10) throws DicomException {
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(part10), DicomLimits.ofPixels(1 << 20))) {
      return new Identity(
          file.attributes().text(Tag.SOP_CLASS_UID),
          file.attributes().text(Tag.SOP_INSTANCE_UID),
          file.attributes().text(Tag.STUDY_INSTANCE_UID),
          file.attributes().text(Tag.SERIES_INSTANCE_UID),
          file.syntax().uid());
    } catch (IOException e) {
      throw new AssertionError("Memory does not fail", e);
    }
  }

  /** After so many more objects the disk is full. */
  public synchronized void leaveRoomFor(long objects) {
    room = objects;
  }

  /** Objects wait from now on until {@link #letPass}. */
  public void hold() {
    pass.drainPermits();
  }

  public void letPass() {
    pass.release(Integer.MAX_VALUE - pass.availablePermits());
  }

  /** How many objects wait. */
  public int waiting() {
    return pass.getQueueLength();
  }

  @Override
  public Reply receive(Origin origin, Terms terms, byte[] part10)
      throws IOException, InterruptedException {
    pass.acquire();
    pass.release();
    try {
      return keep(origin, identify(part10), part10);
    } catch (DicomException e) {
      return new Refused(e);
    }
  }

  private synchronized Reply keep(Origin origin, Identity identity, byte[] part10)
      throws IOException {
    if (room-- <= 0) {
      throw new IOException("No space left");
    }
    long number = ++arrivals;
    String digest = Sha256.hex(part10);
    Kept first = kept.get(identity.sopInstance());
    if (first == null) {
      kept.put(identity.sopInstance(), new Kept(number, origin, identity, part10, digest));
      return new Stored(new Receipt(number, Standing.NEW, number, digest), identity);
    }
    Standing standing = first.digest().equals(digest) ? Standing.DUPLICATE : Standing.CONFLICT;
    return new Stored(new Receipt(number, standing, first.number(), digest), identity);
  }

  /** The object that stands under a UID. */
  public synchronized Optional<Kept> find(String sopInstance) {
    return Optional.ofNullable(kept.get(sopInstance));
  }

  public synchronized List<String> sopInstances() {
    return List.copyOf(kept.keySet());
  }

  public synchronized long arrivals() {
    return arrivals;
  }
}
