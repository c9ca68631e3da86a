package dev.dermstream.pacs.ledger;

/** By which service an object came. */
public enum Door {
  /** C-STORE. */
  DIMSE,
  /** STOW-RS. */
  STOW,
  /** {@code PacsService}. */
  GRPC
}
