package dev.dermstream.trainer.evaluation;

import com.google.gson.JsonObject;

/**
 * What one kind of evaluation found.
 *
 * @param key by which it stands in {@code metrics.json} beside others
 * @param metrics every figure
 * @param tableFile name of the table
 * @param table CSV
 * @param summary the headline figures, for a person, with a line end
 */
public record EvaluationPart(
    String key, JsonObject metrics, String tableFile, String table, String summary) {}
