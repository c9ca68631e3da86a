package dev.dermstream.dicom.association;

import java.net.InetSocketAddress;

/**
 * Learns what becomes of those who call, for example to write an audit trail. Called on the thread
 * of the association, which waits for it. Thread-safe. What it throws ends the association.
 */
public interface AssociationListener {
  /** Hears nothing. */
  AssociationListener NONE = new AssociationListener() {};

  /** An association was established. */
  default void accepted(AssociationInfo association) {}

  /** A request was refused. */
  default void rejected(Candidate candidate, Rejection why) {}

  /** An association that was established ended. */
  default void ended(AssociationInfo association, AssociationEnd end) {}

  /** A connection ended before a request for an association was read from it. */
  default void failed(InetSocketAddress peer, AssociationEnd end) {}
}
