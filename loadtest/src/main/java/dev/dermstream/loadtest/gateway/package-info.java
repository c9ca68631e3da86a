/**
 * What the gateway costs beside a call without it and beside a plain proxy, and how it spreads work
 * over devices: pictures enter; tables leave. Nodes and index are processes that only simulate, so
 * that the hop is what is measured; every answer is compared with the picture that it is for.
 */
@NullMarked
package dev.dermstream.loadtest.gateway;

import org.jspecify.annotations.NullMarked;
