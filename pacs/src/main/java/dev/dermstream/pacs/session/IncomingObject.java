package dev.dermstream.pacs.session;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.Uid;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.InstanceErrors;
import dev.dermstream.pacs.v1.InstanceBegin;
import dev.dermstream.pacs.v1.InstanceChunk;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Lane;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object between its InstanceBegin and its InstanceEnd. What is wrong with the object itself
 * does not end the session: the first such fault is kept, and what still arrives of the object is
 * thrown away. Used by one thread.
 */
final class IncomingObject {
  static final int MOST_CHUNK_BYTES = 1 << 20;

  private static final int DIGEST_BYTES = 32;

  private final InstanceBegin begin;
  private final int maxBytes;
  private final Lane lane;
  private final Optional<Instant> deadline;
  private byte @Nullable [] bytes;
  private byte[] digest = new byte[0];
  private long arrived;
  private @Nullable InstanceError fault;

  /**
   * @param sessionLane of objects that name none
   * @param maxBytes larger ones are not taken
   */
  IncomingObject(InstanceBegin begin, Lane sessionLane, int maxBytes) {
    this.begin = begin;
    this.maxBytes = maxBytes;
    this.lane = lane(sessionLane);
    this.deadline = deadline();
    judge();
  }

  private void judge() {
    if (!Uid.isValid(begin.getSopInstanceUid())) {
      refuse(ErrorCode.INVALID_INPUT, "sop_instance_uid must be a DICOM UID.");
    }
    if (!begin.getStudyInstanceUid().isEmpty() && !Uid.isValid(begin.getStudyInstanceUid())) {
      refuse(ErrorCode.INVALID_INPUT, "study_instance_uid must be a DICOM UID.");
    }
    if (begin.getTotalBytes() == 0) {
      refuse(ErrorCode.EMPTY_IMAGE, "The object has no bytes.");
    }
    if (tooLarge()) {
      refuse(
          ErrorCode.IMAGE_TOO_LARGE,
          "The object has %s bytes; at most %d are taken."
              .formatted(Long.toUnsignedString(begin.getTotalBytes()), maxBytes));
    }
    if (begin.getSha256().size() != DIGEST_BYTES) {
      refuse(ErrorCode.INVALID_INPUT, "sha256 must have %d bytes.".formatted(DIGEST_BYTES));
    }
  }

  private Lane lane(Lane sessionLane) {
    try {
      Lane own = begin.getLane();
      return own == Lane.LANE_UNSPECIFIED ? sessionLane : Fields.lane(own);
    } catch (ServiceException e) {
      refuse(e.code(), e.sentence());
      return sessionLane;
    }
  }

  private Optional<Instant> deadline() {
    try {
      return begin.hasDeadline()
          ? Optional.of(Fields.instant("deadline", begin.getDeadline()))
          : Optional.empty();
    } catch (ServiceException e) {
      refuse(e.code(), e.sentence());
      return Optional.empty();
    }
  }

  private boolean tooLarge() {
    return tooLarge(begin, maxBytes);
  }

  private static boolean tooLarge(InstanceBegin begin, int maxBytes) {
    return Long.compareUnsigned(begin.getTotalBytes(), maxBytes) > 0;
  }

  private void refuse(ErrorCode code, String sentence) {
    if (fault == null) {
      fault = InstanceErrors.of(code, sentence);
    }
    bytes = null;
  }

  /** What an object takes of the credit; one that is too large for any credit takes none. */
  static long creditBytes(InstanceBegin begin, int maxBytes) {
    return tooLarge(begin, maxBytes) ? 0 : begin.getTotalBytes();
  }

  /** What this one took. */
  long creditBytes() {
    return creditBytes(begin, maxBytes);
  }

  /** What it needs in memory; none if it is thrown away. */
  long memoryBytes() {
    return fault == null ? begin.getTotalBytes() : 0;
  }

  /** Makes room for its bytes, which must have been taken from the budget. */
  void open() {
    if (fault == null) {
      bytes = new byte[Math.toIntExact(begin.getTotalBytes())];
    }
  }

  /**
   * @throws ServiceException if the chunk is none, or not the next one
   */
  void add(InstanceChunk chunk) {
    ByteString data = chunk.getData();
    if (data.isEmpty() || data.size() > MOST_CHUNK_BYTES) {
      throw Fields.invalid("data of a chunk must be 1 byte to 1 MiB.");
    }
    if (chunk.getOffset() != arrived) {
      throw Fields.invalid(
          "offset of a chunk must follow the one before: %d was due, %s came."
              .formatted(arrived, Long.toUnsignedString(chunk.getOffset())));
    }
    if (bytes != null && arrived + data.size() > bytes.length) {
      refuse(ErrorCode.INVALID_INPUT, "More bytes came than total_bytes announced.");
    }
    if (bytes != null) {
      data.copyTo(bytes, (int) arrived);
    }
    arrived += data.size();
  }

  /** What is wrong with it as it stands, now that it has ended; null if nothing is. */
  @Nullable InstanceError end() {
    if (bytes != null && arrived < bytes.length) {
      refuse(
          ErrorCode.TRUNCATED_IMAGE,
          "%d bytes came; total_bytes announced %d.".formatted(arrived, begin.getTotalBytes()));
    }
    if (bytes != null) {
      digest = Sha256.of(bytes);
      if (!Arrays.equals(digest, begin.getSha256().toByteArray())) {
        refuse(ErrorCode.CORRUPT_IMAGE, "The bytes that came do not have the SHA-256 announced.");
      }
    }
    return fault;
  }

  /** The whole file, after {@link #end} found nothing wrong. */
  byte[] part10() {
    if (bytes == null) {
      throw new IllegalStateException("the object was thrown away");
    }
    return bytes;
  }

  /** SHA-256 of the whole file. */
  ByteString digest() {
    return ByteString.copyFrom(digest);
  }

  Lane workLane() {
    return lane;
  }

  Optional<Instant> workDeadline() {
    return deadline;
  }

  /** What its sender calls it; empty what is no UID. */
  Identity claimed() {
    String sop = begin.getSopInstanceUid();
    String study = begin.getStudyInstanceUid();
    return new Identity("", Uid.isValid(sop) ? sop : "", Uid.isValid(study) ? study : "", "", "");
  }
}
