/**
 * The command {@code dermstream}: arguments enter; a cluster in one process, reports on the
 * terminal and files leave.
 */
@NullMarked
package dev.dermstream.command;

import org.jspecify.annotations.NullMarked;
