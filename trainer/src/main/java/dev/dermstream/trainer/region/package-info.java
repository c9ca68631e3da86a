/**
 * The region finder: pictures with marked lesions enter, a small network leaves that says where in
 * a picture lesions are, as a graph that nodes run before they encode. What becomes of its answer
 * is the node's.
 */
@NullMarked
package dev.dermstream.trainer.region;

import org.jspecify.annotations.NullMarked;
