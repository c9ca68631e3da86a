package dev.dermstream.trainer.evaluation.text;

/**
 * One row and its figures.
 *
 * @param rouge undefined for a Korean row
 * @param koreanRouge undefined for any other
 * @param bert undefined where there is no encoder
 * @param match NO_DISTRACTORS where there is no encoder
 */
record ScoredText(
    TextRow row,
    BleuCounts bleu,
    RougeScores rouge,
    RougeScores koreanRouge,
    BertScore bert,
    SemanticMatch match) {}
