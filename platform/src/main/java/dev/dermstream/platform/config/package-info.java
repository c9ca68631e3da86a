/**
 * Configuration: HOCON files and defaults enter, checked values and every problem at once leave.
 */
@NullMarked
package dev.dermstream.platform.config;

import org.jspecify.annotations.NullMarked;
