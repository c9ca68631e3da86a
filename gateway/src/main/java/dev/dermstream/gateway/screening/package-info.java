/**
 * The public service: requests enter, each is given its id and deadline and followed through node
 * and index, and reports, events and errors leave. Every call lives on one event loop.
 */
@NullMarked
package dev.dermstream.gateway.screening;

import org.jspecify.annotations.NullMarked;
