/**
 * The edge's durable log. Enter: objects as they arrived, what became of them, what was delivered
 * where. Leave: receipts once they are on the disk, work that waits, outcomes in order. Knows
 * neither DICOM's network nor gRPC.
 */
@NullMarked
package dev.dermstream.pacs.ledger;

import org.jspecify.annotations.NullMarked;
