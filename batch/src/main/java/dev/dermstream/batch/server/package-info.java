/**
 * A worker as a process: its configuration, its gRPC door and what it tells of itself. In go
 * requests about jobs, out come the ledger's answers.
 */
@NullMarked
package dev.dermstream.batch.server;

import org.jspecify.annotations.NullMarked;
