/**
 * A client of the gRPC door. Enter: DICOM files and what their studies are made of. Leave:
 * receipts, outcomes in the order of their cursors, over however many connections it takes.
 */
@NullMarked
package dev.dermstream.pacs.client;

import org.jspecify.annotations.NullMarked;
