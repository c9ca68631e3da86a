/**
 * Faults under load: scenarios enter; what became of every single request of a client that counts,
 * and whether the audit agrees, leaves. The servers are processes of their own on loopback.
 */
@NullMarked
package dev.dermstream.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
