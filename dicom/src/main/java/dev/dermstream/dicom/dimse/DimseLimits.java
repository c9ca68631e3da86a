package dev.dermstream.dicom.dimse;

/**
 * What messages may ask.
 *
 * @param maxObjectBytes longest data set of a C-STORE; of a longer one as much again is passed over
 *     to answer with a status, then the association is aborted
 * @param maxInformationBytes longest data set of an N-ACTION or N-EVENT-REPORT, which is held in
 *     memory
 * @param maxCommandBytes longest command set, which is held in memory
 */
public record DimseLimits(long maxObjectBytes, int maxInformationBytes, int maxCommandBytes) {
  private static final int LEAST_COMMAND_BYTES = 512;

  public DimseLimits {
    if (maxObjectBytes < 1 || maxInformationBytes < 1 || maxCommandBytes < LEAST_COMMAND_BYTES) {
      throw new IllegalArgumentException(
          "limits are at least 1, that of command sets " + LEAST_COMMAND_BYTES);
    }
  }

  /** 512 MiB, 4 MiB and 16 KiB. */
  public static DimseLimits usual() {
    return new DimseLimits(512L << 20, 4 << 20, 16 << 10);
  }
}
