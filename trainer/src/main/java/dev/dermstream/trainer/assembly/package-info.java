/**
 * From runs to a release: a base model and the adapters that runs trained on it enter, an index is
 * built for each of them over its training images, and the release directory leaves, sealed.
 */
@NullMarked
package dev.dermstream.trainer.assembly;

import org.jspecify.annotations.NullMarked;
