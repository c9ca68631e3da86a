package dev.dermstream.trainer.tokenizer;

import java.util.List;

/**
 * A byte-level BPE vocabulary (Sennrich et al. 2016, on bytes as in GPT-2).
 *
 * @param specialTokens the first ids, from 0
 * @param tokens all tokens by id: special tokens, the 256 bytes, then one token per merge; in the
 *     byte alphabet's spelling
 * @param merges pairs in the order in which they were learnt, earlier ones applied first
 */
public record BpeModel(List<String> specialTokens, List<String> tokens, List<Merge> merges) {

  public BpeModel {
    specialTokens = List.copyOf(specialTokens);
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** Two neighbouring tokens that become one. */
  public record Merge(String left, String right) {}
}
