package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AcceptedContext;

/**
 * A command set that was read; its data set, if it has one, was not.
 *
 * @param context on which it came
 */
record Message(AcceptedContext context, CommandSet command) {}
