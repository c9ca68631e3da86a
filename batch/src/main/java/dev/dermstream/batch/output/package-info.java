/**
 * Whither results go: JSON lines, CSV, Parquet, DICOM structured reports, a table. In go a job and
 * its results in order, out comes a whole file, folder or table, or an error and the one from
 * before.
 */
@NullMarked
package dev.dermstream.batch.output;

import org.jspecify.annotations.NullMarked;
