package dev.dermstream.pacs.ledger;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.platform.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;

/** Reads what an object calls itself and writes it to the log. Thread-safe. */
public final class ObjectReception implements Reception {
  private final Ledger ledger;
  private final DicomLimits limits;
  private final ReceptionConfig config;
  private final Clock clock;
  private final List<ReceptionListener> listeners;

  public ObjectReception(
      Ledger ledger,
      DicomLimits limits,
      ReceptionConfig config,
      Clock clock,
      ReceptionListener... listeners) {
    this.listeners = List.of(listeners);
    this.ledger = ledger;
    this.limits = limits;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Reply receive(Origin origin, Terms terms, byte[] part10)
      throws IOException, InterruptedException {
    Reply reply = taken(origin, terms, part10);
    tell(origin, reply, part10);
    return reply;
  }

  private Reply taken(Origin origin, Terms terms, byte[] part10)
      throws IOException, InterruptedException {
    ObjectIdentity read;
    try {
      read = identity(part10);
    } catch (DicomException e) {
      return new Refused(e);
    }
    return keep(origin, terms, read, part10);
  }

  /**
   * Takes an object whose sender said what it is. What cannot be kept, or calls itself otherwise,
   * is taken note of, so that it too ends in a disposition.
   *
   * @param claimed study and SOP instance are held against the object
   */
  public Receipt receive(Origin origin, Terms terms, Identity claimed, byte[] part10)
      throws IOException, InterruptedException {
    ObjectIdentity read;
    try {
      read = identity(part10);
      requireClaimed(read, claimed);
    } catch (DicomException e) {
      Receipt receipt = refuse(origin, terms, claimed, InstanceErrors.of(e));
      tell(origin, new Refused(e), part10);
      return receipt;
    }
    Stored stored = keep(origin, terms, read, part10);
    tell(origin, stored, part10);
    return stored.receipt();
  }

  private static void requireClaimed(ObjectIdentity read, Identity claimed) throws DicomException {
    if (!read.sopInstance().equals(claimed.sopInstance())) {
      throw otherUid("SOP Instance UID");
    }
    if (!read.studyInstance().equals(claimed.studyInstance())) {
      throw otherUid("Study Instance UID");
    }
  }

  private static DicomException otherUid(String which) {
    return new DicomException(
        DicomFault.STRUCTURE_CORRUPT,
        "The object has another %s than its sender gave for it.".formatted(which));
  }

  private void tell(Origin origin, Reply reply, byte[] part10) {
    listeners.forEach(listener -> listener.heard(origin, reply, part10));
  }

  private Stored keep(Origin origin, Terms terms, ObjectIdentity read, byte[] part10)
      throws IOException, InterruptedException {
    requireRoom(part10.length);
    Identity identity =
        new Identity(
            read.sopClass(),
            read.sopInstance(),
            read.studyInstance(),
            read.seriesInstance(),
            read.transferSyntax());
    Receipt receipt =
        ledger.receive(
            new ReceivedObject(
                origin, terms, identity, digest(read, part10), part10, clock.instant()));
    return new Stored(receipt, identity);
  }

  /**
   * Takes note of an object of a session that cannot be kept, so that it too ends in a disposition.
   *
   * @param claimed what the sender called it
   */
  public Receipt refuse(Origin origin, Terms terms, Identity claimed, InstanceError error)
      throws IOException, InterruptedException {
    return ledger.refuse(
        new ReceivedObject(origin, terms, claimed, "", new byte[0], clock.instant()),
        disposition(error.getCode()),
        error);
  }

  /** Largest Part 10 file that is taken. */
  public int maxObjectBytes() {
    return config.maxObjectBytes();
  }

  /** UNSUPPORTED for what is whole but of a kind that is not read, else REJECTED. */
  public static Disposition disposition(String code) {
    return code.equals(ErrorCode.UNSUPPORTED_MEDIA.name())
        ? Disposition.DISPOSITION_UNSUPPORTED
        : Disposition.DISPOSITION_REJECTED;
  }

  private ObjectIdentity identity(byte[] part10) throws DicomException, IOException {
    if (part10.length > config.maxObjectBytes()) {
      throw new DicomException(
          DicomFault.TOO_LARGE,
          "The object has %d bytes; at most %d are taken."
              .formatted(part10.length, config.maxObjectBytes()));
    }
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      return file.identity();
    }
  }

  private void requireRoom(int bytes) throws IOException {
    long usable = ledger.usableBytes();
    if (usable - bytes < config.minFreeBytes()) {
      throw new IOException(
          "The log's disk is nearly full: %d bytes are left and %d are kept free"
              .formatted(usable, config.minFreeBytes()));
    }
  }

  private static String digest(ObjectIdentity identity, byte[] part10) {
    MessageDigest digest = Sha256.start();
    digest.update(identity.transferSyntax().getBytes(StandardCharsets.US_ASCII));
    int start = Math.toIntExact(identity.dataSetOffset());
    digest.update(part10, start, part10.length - start);
    return HexFormat.of().formatHex(digest.digest());
  }
}
