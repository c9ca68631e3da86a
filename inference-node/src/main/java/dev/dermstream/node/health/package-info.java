/**
 * Readiness that means it. An engine enters that says what it runs; whether it may be asked leaves,
 * and when it hangs or dies its work fails at once, another is built in its place and tried, and
 * the process goes on. Nothing here knows models or servers.
 */
@NullMarked
package dev.dermstream.node.health;

import org.jspecify.annotations.NullMarked;
