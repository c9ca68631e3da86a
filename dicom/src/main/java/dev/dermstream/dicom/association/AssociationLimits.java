package dev.dermstream.dicom.association;

import java.time.Duration;

/**
 * What an {@link AssociationServer} bears.
 *
 * @param maxPduBytes longest P-DATA-TF that a peer may send, told to it as maximum length (PS3.8,
 *     D.1); at least {@value #LEAST_PDU_BYTES}
 * @param maxAssociations most at once; as many connections again may be held that wait to be told
 *     that there are too many
 * @param maxAssociationsPerPeer most at once of one calling AE title, and of one address
 * @param timeouts how long a peer is waited for
 * @param drain how long running operations may take to end when the server closes
 */
public record AssociationLimits(
    int maxPduBytes,
    int maxAssociations,
    int maxAssociationsPerPeer,
    Timeouts timeouts,
    Duration drain) {
  static final int LEAST_PDU_BYTES = 4096;
  private static final int USUAL_PDU_BYTES = 256 << 10;
  private static final int ASSOCIATIONS = 64;
  private static final int PER_PEER = 16;

  public AssociationLimits {
    if (maxPduBytes < LEAST_PDU_BYTES) {
      throw new IllegalArgumentException("maxPduBytes is at least " + LEAST_PDU_BYTES);
    }
    if (maxAssociations < 1
        || maxAssociationsPerPeer < 1
        || maxAssociationsPerPeer > maxAssociations) {
      throw new IllegalArgumentException(
          "maxAssociationsPerPeer is from 1 to maxAssociations, and that at least 1");
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("drain is not negative");
    }
  }

  /** 64 associations, 16 of one peer, PDUs of 256 KiB, the usual timeouts, 10 s to drain. */
  public static AssociationLimits usual() {
    return new AssociationLimits(
        USUAL_PDU_BYTES, ASSOCIATIONS, PER_PEER, Timeouts.usual(), Duration.ofSeconds(10));
  }

  /** Connections at once, those that are about to be refused included. */
  int maxConnections() {
    return 2 * maxAssociations;
  }

  /** The same of one address. */
  int maxConnectionsPerAddress() {
    return 2 * maxAssociationsPerPeer;
  }
}
