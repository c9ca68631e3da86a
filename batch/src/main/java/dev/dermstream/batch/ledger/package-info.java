/**
 * What the jobs are and how far they have come: the one place where it is decided, in SQLite or
 * PostgreSQL. In go jobs, what was listed and what became of it; out come what is left to do,
 * counts and results. Whatever is noted twice counts once.
 */
@NullMarked
package dev.dermstream.batch.ledger;

import org.jspecify.annotations.NullMarked;
