/**
 * The DICOM door: C-ECHO, C-STORE and storage commitment. Enter: associations of known peers.
 * Leave: whole objects to the log, statuses once they are on the disk.
 */
@NullMarked
package dev.dermstream.pacs.dimse;

import org.jspecify.annotations.NullMarked;
