/**
 * What a run was and how good it is, for a person: the folder of a run enters, its figures and
 * {@code report.html} leave. Nothing is computed here that is not in the folder.
 */
@NullMarked
package dev.dermstream.trainer.report;

import org.jspecify.annotations.NullMarked;
