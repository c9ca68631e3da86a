/**
 * Speed, side by side: a release and images enter; images per second of the bare engine and of the
 * served cluster, in the same run, leave.
 */
@NullMarked
package dev.dermstream.loadtest;

import org.jspecify.annotations.NullMarked;
