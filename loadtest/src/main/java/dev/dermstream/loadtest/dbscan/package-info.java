/**
 * DBSCAN beside scikit-learn: seeded vectors enter, both cluster them in processes of their own,
 * and tables of time, memory and agreement leave.
 */
@NullMarked
package dev.dermstream.loadtest.dbscan;

import org.jspecify.annotations.NullMarked;
