/**
 * Skin lesions drawn by the project itself: a class and a seed enter; a scene, its picture, its
 * description in English and Korean, its questions and answers, and its annotation leave.
 *
 * <p>A {@link dev.dermstream.trainer.lesion.LesionScene} holds everything that is drawn. The
 * painter sees only the scene's attributes, never its class, and the texts are composed from the
 * same attributes, so what is written is what is seen. The drawings teach and demonstrate; they are
 * not clinical pictures.
 */
@NullMarked
package dev.dermstream.trainer.lesion;

import org.jspecify.annotations.NullMarked;
