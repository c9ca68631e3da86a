/**
 * What textbooks teach about classes of skin disease: a knowledge file enters; names, findings,
 * facts and the wording of questions leave, by class and language.
 */
@NullMarked
package dev.dermstream.trainer.knowledge;

import org.jspecify.annotations.NullMarked;
