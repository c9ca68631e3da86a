/**
 * Who may go on now: requests enter with their lane, size, caller and deadline; a permit, a place
 * in a bounded queue or a refusal with the time after which to try again leaves. Knows no network.
 */
@NullMarked
package dev.dermstream.gateway.admission;

import org.jspecify.annotations.NullMarked;
