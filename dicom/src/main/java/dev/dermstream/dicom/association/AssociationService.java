package dev.dermstream.dicom.association;

import java.util.Optional;

/**
 * What an {@link AssociationServer} is made of.
 *
 * @param limits what is borne
 * @param policy who may have an association; protocol, AE titles as such and limits are checked
 *     besides
 * @param classes what is negotiated
 * @param handler serves each association
 * @param listener learns of all of them
 * @param tls if the peers must speak TLS
 */
public record AssociationService(
    AssociationLimits limits,
    AcceptancePolicy policy,
    ServiceClasses classes,
    AssociationHandler handler,
    AssociationListener listener,
    Optional<Tls> tls) {}
