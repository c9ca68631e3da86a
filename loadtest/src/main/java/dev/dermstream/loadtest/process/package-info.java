/**
 * Servers in processes of their own: a command enters; a port, and what the process has used of the
 * machine, leave.
 */
@NullMarked
package dev.dermstream.loadtest.process;

import org.jspecify.annotations.NullMarked;
