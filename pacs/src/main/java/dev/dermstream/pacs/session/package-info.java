/**
 * The gRPC door. Enter: calls of {@code PacsService}, resumable sessions among them. Leave: objects
 * to the log, receipts once they are durable, outcomes in the order of their cursors. The network's
 * event loop only hands on here; whatever waits does so on virtual threads.
 */
@NullMarked
package dev.dermstream.pacs.session;

import org.jspecify.annotations.NullMarked;
