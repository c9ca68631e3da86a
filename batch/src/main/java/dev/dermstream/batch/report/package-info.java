/**
 * What a job says to a person: one HTML file that needs nothing else. In go results and, for
 * thumbnails, the archive; out comes the page.
 */
@NullMarked
package dev.dermstream.batch.report;

import org.jspecify.annotations.NullMarked;
