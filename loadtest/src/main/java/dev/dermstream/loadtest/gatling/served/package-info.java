/**
 * What is under load: settings enter; an address leaves, of servers in a process of their own or of
 * servers that run already.
 */
@NullMarked
package dev.dermstream.loadtest.gatling.served;

import org.jspecify.annotations.NullMarked;
