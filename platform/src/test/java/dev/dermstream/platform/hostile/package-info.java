/** Peers that mean harm, for the tests of every server: conversations that go wrong by a seed. */
@NullMarked
package dev.dermstream.platform.hostile;

import org.jspecify.annotations.NullMarked;
