package dev.dermstream.trainer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.tokenizer.BpeModel.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

  @Test
  void mergesTheMostFrequentPairFirst() {
    BpeTrainer trainer = new BpeTrainer();
    trainer.add("low low low lower lower newest newest newest newest newest newest widest widest");
    BpeModel model = trainer.train(List.of(), 256 + 4);
    assertThat(model.merges())
        .containsExactly(
            new Merge("e", "s"), new Merge("es", "t"), new Merge("e", "w"), new Merge("n", "ew"));
    assertThat(model.tokens().subList(256, 260)).containsExactly("es", "est", "ew", "new");
  }

  @Test
  void givesTheSameVocabularyForTheSameTextsInAnyOrder() {
    BpeTrainer one = new BpeTrainer();
    BpeTrainer other = new BpeTrainer();
    List<String> texts = Texts.mixed(200);
    texts.forEach(one::add);
    texts.reversed().forEach(other::add);
    assertThat(one.train(SpecialTokens.ALL, 600)).isEqualTo(other.train(SpecialTokens.ALL, 600));
  }

  /** The incremental counts must choose the pair that counting everything anew would choose. */
  @Test
  void agreesWithCountingAllPairsAnewForEveryMerge() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Integer> words = new HashMap<>();
      BpeTrainer trainer = new BpeTrainer();
      for (int i = 0; i < 120; i++) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(1, 9); n > 0; n--) {
          word.append((char) ('a' + random.nextInt(3)));
        }
        words.merge(word.toString(), 1, Integer::sum);
        trainer.add(word.toString());
      }
      List<Merge> expected = new NaiveBpe(words).merges(25);
      List<Merge> learnt = trainer.train(List.of(), 256 + 25).merges();
      assertThat(learnt).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void refusesASizeThatTheTextsCannotFill() {
    BpeTrainer trainer = new BpeTrainer();
    trainer.add("abc abc");
    assertThatThrownBy(() -> trainer.train(SpecialTokens.ALL, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too few");
    assertThatThrownBy(() -> trainer.train(SpecialTokens.ALL, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 262");
  }

  /** The textbook algorithm: count everything anew for each merge. */
  private static final class NaiveBpe {
    private final Map<List<String>, Integer> words = new HashMap<>();
    private final List<String> ids = new ArrayList<>(new ByteAlphabet().sorted());

    NaiveBpe(Map<String, Integer> counted) {
      counted.forEach(
          (word, count) -> words.put(word.chars().mapToObj(Character::toString).toList(), count));
    }

    List<Merge> merges(int count) {
      List<Merge> merges = new ArrayList<>();
      while (merges.size() < count) {
        Merge best = best();
        merges.add(best);
        ids.add(best.left() + best.right());
        Map<List<String>, Integer> merged = new HashMap<>();
        words.forEach((word, n) -> merged.merge(apply(word, best), n, Integer::sum));
        words.clear();
        words.putAll(merged);
      }
      return merges;
    }

    private Merge best() {
      Map<Merge, Integer> pairs = new HashMap<>();
      words.forEach((word, n) -> {
        for (int i = 0; i + 1 < word.size(); i++) {
          pairs.merge(new Merge(word.get(i), word.get(i + 1)), n, Integer::sum);
        }
      });
      return pairs.entrySet().stream()
          .sorted(
              Map.Entry.<Merge, Integer>comparingByValue()
                  .reversed()
                  .thenComparingInt(pair -> ids.indexOf(pair.getKey().left()))
                  .thenComparingInt(pair -> ids.indexOf(pair.getKey().right())))
          .findFirst()
          .orElseThrow()
          .getKey();
    }

    private static List<String> apply(List<String> word, Merge merge) {
      List<String> merged = new ArrayList<>();
      for (int i = 0; i < word.size(); i++) {
        boolean here =
            i + 1 < word.size()
                && word.get(i).equals(merge.left())
                && word.get(i + 1).equals(merge.right());
        merged.add(here ? merge.left() + merge.right() : word.get(i));
        i += here ? 1 : 0;
      }
      return merged;
    }
  }
}
