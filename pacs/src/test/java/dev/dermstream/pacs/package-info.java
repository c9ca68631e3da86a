/** What tests of the edge share. */
@NullMarked
package dev.dermstream.pacs;

import org.jspecify.annotations.NullMarked;
