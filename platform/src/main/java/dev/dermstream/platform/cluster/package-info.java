/**
 * The cluster: what a server says of itself enters, what all servers say of themselves leaves, for
 * as long as they are members. Nothing here decides anything that must be decided once: the
 * membership may be split, and each part then goes on by itself.
 */
@NullMarked
package dev.dermstream.platform.cluster;

import org.jspecify.annotations.NullMarked;
