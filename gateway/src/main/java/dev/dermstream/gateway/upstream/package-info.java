/**
 * The calls that the gateway makes: a request with its id and deadline enters, the messages of
 * node, index or batch worker and exactly one outcome leave, on the event loop of the call that
 * asked.
 */
@NullMarked
package dev.dermstream.gateway.upstream;

import org.jspecify.annotations.NullMarked;
