package dev.dermstream.trainer.tokenizer;

import dev.dermstream.trainer.tokenizer.BpeModel.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns a byte-level BPE vocabulary.
 *
 * <p>Texts are counted as words first; then the most frequent pair of neighbouring tokens becomes a
 * token, again and again. A pair's count is kept up to date from the words that hold it, so a merge
 * costs only what it changes. Of equally frequent pairs the one with the lower ids wins: the same
 * texts in any order give the same vocabulary. Not thread-safe.
 */
public final class BpeTrainer {

  /** Rarer pairs are noise. */
  private static final long LEAST_COUNT = 2;

  private final ByteAlphabet alphabet = new ByteAlphabet();
  private final PreTokenizer preTokenizer = new PreTokenizer();
  private final Map<String, Long> wordCounts = new TreeMap<>();

  /** Adds a text to learn from. */
  public void add(String text) {
    for (String word : preTokenizer.words(text)) {
      wordCounts.merge(alphabet.encode(word), 1L, Long::sum);
    }
  }

  /**
   * Learns the vocabulary from all texts added.
   *
   * @param specialTokens tokens for the ids from 0; they are never split nor learnt
   * @param vocabularySize exact number of tokens
   * @throws IllegalArgumentException if the size has no room for special tokens and bytes, or the
   *     texts do not repeat enough pairs to fill it
   */
  public BpeModel train(List<String> specialTokens, int vocabularySize) {
    List<String> tokens = new ArrayList<>(specialTokens);
    Map<String, Integer> ids = new HashMap<>();
    for (String character : alphabet.sorted()) {
      ids.put(character, tokens.size());
      tokens.add(character);
    }
    if (vocabularySize < tokens.size()) {
      throw new IllegalArgumentException(
          "A vocabulary needs at least %d tokens, not %d".formatted(tokens.size(), vocabularySize));
    }
    Pairs pairs = new Pairs();
    wordCounts.forEach((word, count) -> pairs.add(new Word(word, ids, count)));
    List<Merge> merges = new ArrayList<>();
    while (tokens.size() < vocabularySize) {
      Pair best = pairs.mostFrequent();
      merges.add(new Merge(tokens.get(best.left()), tokens.get(best.right())));
      pairs.merge(best, tokens.size());
      tokens.add(tokens.get(best.left()) + tokens.get(best.right()));
    }
    return new BpeModel(specialTokens, tokens, merges);
  }

  private record Pair(int left, int right) {}

  private record Candidate(Pair pair, long count) implements Comparable<Candidate> {

    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      if (byCount != 0) {
        return byCount;
      }
      int byLeft = Integer.compare(pair.left, other.pair.left);
      return byLeft != 0 ? byLeft : Integer.compare(pair.right, other.pair.right);
    }
  }

  /** A distinct word: its tokens so far and how often it occurs. */
  private static final class Word {
    final long count;
    int[] tokens;
    int length;

    Word(String encoded, Map<String, Integer> ids, long count) {
      this.count = count;
      length = encoded.length();
      tokens = new int[length];
      for (int i = 0; i < length; i++) {
        Integer id = ids.get(String.valueOf(encoded.charAt(i)));
        if (id == null) {
          throw new IllegalStateException("Not in the byte alphabet: " + encoded.charAt(i));
        }
        tokens[i] = id;
      }
    }
  }

  /** Counts of all pairs and the words that hold them. */
  private static final class Pairs {
    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, Set<Word>> holders = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    void add(Word word) {
      for (int i = 0; i + 1 < word.length; i++) {
        change(new Pair(word.tokens[i], word.tokens[i + 1]), word, word.count);
      }
    }

    /** Stale entries of the queue are put back with their present count. */
    Pair mostFrequent() {
      while (true) {
        Candidate candidate = queue.poll();
        if (candidate == null || candidate.count() < LEAST_COUNT) {
          throw new IllegalArgumentException("The texts are too few for so large a vocabulary");
        }
        long present = counts.getOrDefault(candidate.pair(), 0L);
        if (present == candidate.count()) {
          return candidate.pair();
        }
        if (present >= LEAST_COUNT && present < candidate.count()) {
          queue.add(new Candidate(candidate.pair(), present));
        }
      }
    }

    void merge(Pair pair, int merged) {
      Set<Word> words = holders.remove(pair);
      if (words == null) {
        throw new IllegalStateException("No word holds " + pair);
      }
      for (Word word : words) {
        merge(word, pair, merged);
      }
      counts.remove(pair);
    }

    private void merge(Word word, Pair pair, int merged) {
      int kept = 0;
      for (int i = 0; i < word.length; i++) {
        boolean here =
            i + 1 < word.length
                && word.tokens[i] == pair.left()
                && word.tokens[i + 1] == pair.right();
        if (here) {
          if (kept > 0) {
            int before = word.tokens[kept - 1];
            change(new Pair(before, pair.left()), word, -word.count);
            change(new Pair(before, merged), word, word.count);
          }
          if (i + 2 < word.length) {
            int after = word.tokens[i + 2];
            change(new Pair(pair.right(), after), word, -word.count);
            change(new Pair(merged, after), word, word.count);
          }
          i++;
        }
        word.tokens[kept++] = here ? merged : word.tokens[i];
      }
      word.length = kept;
    }

    /** A word stays a holder after its last such pair is gone; merging it again changes nothing. */
    private void change(Pair pair, Word word, long by) {
      long count = counts.merge(pair, by, Long::sum);
      if (by > 0) {
        holders.computeIfAbsent(pair, _ -> new HashSet<>()).add(word);
        queue.add(new Candidate(pair, count));
      }
    }
  }
}
