/** The way from a process to the gateway: in goes its configuration, out comes a channel. */
@NullMarked
package dev.dermstream.platform.client;

import org.jspecify.annotations.NullMarked;
