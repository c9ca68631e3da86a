/**
 * Readiness that means it. An engine enters that says what it runs; whether it may be asked leaves,
 * and when it hangs or dies its work fails at once, another is built in its place and tried, and
 * the process goes on. Nothing here knows what an engine runs or who serves it.
 */
@NullMarked
package dev.dermstream.node.health;

import org.jspecify.annotations.NullMarked;
