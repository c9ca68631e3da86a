/**
 * The door for objects over HTTP: an origin server of the Store transaction of DICOMweb (STOW-RS,
 * PS3.18 10.5). Enter: requests of peers that nobody knows yet. Leave: whole objects to {@link
 * dev.dermstream.pacs.ledger.Reception}, and for each of them what became of it.
 */
@NullMarked
package dev.dermstream.pacs.web;

import org.jspecify.annotations.NullMarked;
