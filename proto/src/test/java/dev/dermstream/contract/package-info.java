/** Holds the wire contract against its committed description. */
@NullMarked
package dev.dermstream.contract;

import org.jspecify.annotations.NullMarked;
