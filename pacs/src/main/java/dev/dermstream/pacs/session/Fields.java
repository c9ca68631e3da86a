package dev.dermstream.pacs.session;

import com.google.protobuf.Timestamp;
import dev.dermstream.dicom.file.Uid;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.v1.Lane;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Checks fields of requests; what is wrong is said without repeating it. */
final class Fields {
  private static final Pattern SESSION =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Of the years 1 to 9999, which a Timestamp may have. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Fields() {}

  static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }

  static String sessionId(String id) {
    if (!SESSION.matcher(id).matches()) {
      throw invalid("session_id must be a UUID in lower case.");
    }
    return id;
  }

  static String uid(String field, String uid) {
    if (!Uid.isValid(uid)) {
      throw invalid(field + " must be a DICOM UID: at most 64 digits and dots.");
    }
    return uid;
  }

  static void uids(String field, List<String> uids, int most) {
    if (uids.size() > most) {
      throw invalid("%s may name at most %d objects.".formatted(field, most));
    }
    uids.forEach(uid -> uid(field, uid));
  }

  /** ROUTINE if none is named. */
  static Lane lane(Lane lane) {
    return switch (lane) {
      case LANE_UNSPECIFIED -> Lane.LANE_ROUTINE;
      case LANE_STAT, LANE_ROUTINE, LANE_BATCH -> lane;
      case UNRECOGNIZED -> throw invalid("lane must be a value of the contract's Lane.");
    };
  }

  static long cursor(String field, long cursor) {
    if (cursor < 0) {
      throw invalid(field + " is no cursor of this edge.");
    }
    return cursor;
  }

  static Instant instant(String field, Timestamp timestamp) {
    if (timestamp.getSeconds() < FIRST_SECOND
        || timestamp.getSeconds() > LAST_SECOND
        || timestamp.getNanos() < 0
        || timestamp.getNanos() >= NANOS_PER_SECOND) {
      throw invalid(field + " is no valid Timestamp.");
    }
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
