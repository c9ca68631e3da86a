/**
 * What the servers of a cluster share: a service, its addresses and its limits enter, a listening
 * server or a whole process that drains at its end leaves.
 */
@NullMarked
package dev.dermstream.platform.server;

import org.jspecify.annotations.NullMarked;
