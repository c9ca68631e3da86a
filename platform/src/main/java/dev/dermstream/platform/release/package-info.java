/**
 * The release directory: a folder enters, a verified {@link
 * dev.dermstream.platform.release.Release} with its id and profiles leaves.
 */
@NullMarked
package dev.dermstream.platform.release;

import org.jspecify.annotations.NullMarked;
