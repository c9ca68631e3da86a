package dev.dermstream.dicom.association;

/**
 * A presentation context that both sides agreed on.
 *
 * @param id odd, from 1 to 255
 * @param abstractSyntax UID of the SOP class
 * @param transferSyntax UID of how its data sets are written
 * @param roles who may ask whom
 */
public record AcceptedContext(
    int id, String abstractSyntax, String transferSyntax, RoleSelection roles) {}
