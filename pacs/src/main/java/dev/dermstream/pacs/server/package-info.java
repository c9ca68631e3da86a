/**
 * The edge as a process. Enter: its configuration. Leave: open doors, and every object that comes
 * through them on its way.
 */
@NullMarked
package dev.dermstream.pacs.server;

import org.jspecify.annotations.NullMarked;
