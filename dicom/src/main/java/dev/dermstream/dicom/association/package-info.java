/**
 * The DICOM upper layer over TCP and TLS (PS3.8, 9). Connections and calls enter; associations
 * leave, with their presentation contexts agreed, as a stream of message fragments, or an {@link
 * dev.dermstream.dicom.association.AssociationException} that says how one ended and quotes nothing
 * of what the peer sent. Knows nothing of the messages that travel: those are {@code dicom.dimse}.
 *
 * <p>Bounded, whatever a peer does: connections and associations by {@link
 * dev.dermstream.dicom.association.AssociationLimits}, waiting by {@link
 * dev.dermstream.dicom.association.Timeouts}, and memory by one buffer an association, which no
 * announced length makes larger.
 */
@NullMarked
package dev.dermstream.dicom.association;

import org.jspecify.annotations.NullMarked;
