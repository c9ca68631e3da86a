/** Tests of the command and of the whole cluster through its doors. */
@org.jspecify.annotations.NullMarked
package dev.dermstream.command;
