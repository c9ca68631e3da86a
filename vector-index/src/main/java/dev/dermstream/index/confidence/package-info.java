/**
 * From clusters to class confidence: a clustering and class labels enter as {@link
 * dev.dermstream.index.confidence.Centroids}, a query's cosines enter and its {@link
 * dev.dermstream.index.confidence.ClassConfidence} leaves. Knows neither files nor servers.
 */
@NullMarked
package dev.dermstream.index.confidence;

import org.jspecify.annotations.NullMarked;
