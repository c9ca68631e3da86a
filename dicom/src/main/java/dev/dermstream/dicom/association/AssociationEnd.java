package dev.dermstream.dicom.association;

/** How an association ended, or a connection that never became one. */
public enum AssociationEnd {
  /** By A-RELEASE, as it should. */
  RELEASED,
  /** The peer sent A-ABORT. */
  ABORTED_BY_PEER,
  /** The connection broke. */
  CONNECTION_LOST,
  /** The peer was silent or slow beyond {@link Timeouts}. */
  TIMED_OUT,
  /** The peer broke the protocol. */
  PROTOCOL_VIOLATED,
  /** A request for an association was refused. */
  REJECTED,
  /** No TLS connection came about. */
  NOT_SECURED,
  /** More connections than are held. */
  TOO_MANY_CONNECTIONS,
  /** The server was closed. */
  SHUT_DOWN,
  /** What serves the association ended it. */
  ABORTED_HERE
}
