package dev.dermstream.node.guide;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * All tokens of a vocabulary by their bytes, as a trie laid out in preorder: a walk is one pass
 * over arrays, and what follows a byte that cannot come is skipped in one step.
 */
final class TokenTrie {
  /** By node: its byte, its depth from 1, the node after its subtree. */
  private final byte[] value;

  private final int[] depth;
  private final int[] next;

  /** By node: where its tokens begin in {@link #tokens}; one entry more than nodes. */
  private final int[] firstToken;

  private final int[] tokens;
  private final int deepest;

  /** Reads on from a state: the next state, or -1 where the byte cannot come. */
  interface Step {
    int next(int state, int value);
  }

  /** Takes a token that can be read, and the state after it. */
  interface Reached {
    void token(int token, int state);
  }

  TokenTrie(TokenBytes vocabulary) {
    int[] sorted =
        IntStream.range(0, vocabulary.size())
            .filter(id -> vocabulary.of(id).length > 0)
            .boxed()
            .sorted(Comparator.comparing(vocabulary::of, Arrays::compareUnsigned))
            .mapToInt(Integer::intValue)
            .toArray();
    int nodes = 0;
    byte[] before = new byte[0];
    for (int id : sorted) {
      byte[] bytes = vocabulary.of(id);
      nodes += bytes.length - shared(before, bytes);
      before = bytes;
    }
    value = new byte[nodes];
    depth = new int[nodes];
    next = new int[nodes];
    firstToken = new int[nodes + 1];
    tokens = sorted;
    deepest = fill(vocabulary);
  }

  private int fill(TokenBytes vocabulary) {
    int node = 0;
    int most = 0;
    byte[] before = new byte[0];
    for (int i = 0; i < tokens.length; i++) {
      byte[] bytes = vocabulary.of(tokens[i]);
      for (int at = shared(before, bytes); at < bytes.length; at++) {
        value[node] = bytes[at];
        depth[node] = at + 1;
        firstToken[node] = i;
        node++;
      }
      most = Math.max(most, bytes.length);
      before = bytes;
    }
    firstToken[node] = tokens.length;
    linkSubtrees(most);
    return most;
  }

  /** From the back: the node after a subtree is the next one that lies no deeper. */
  private void linkSubtrees(int most) {
    int[] lastAtDepth = new int[most + 2];
    Arrays.fill(lastAtDepth, value.length);
    for (int node = value.length - 1; node >= 0; node--) {
      int here = depth[node];
      next[node] = lastAtDepth[here];
      Arrays.fill(lastAtDepth, here, most + 2, node);
    }
  }

  private static int shared(byte[] before, byte[] bytes) {
    int mismatch = Arrays.mismatch(before, bytes);
    return mismatch < 0 ? bytes.length : mismatch;
  }

  /** Reads every token from a state; tokens come in the order of their bytes. */
  void walk(int start, Step step, Reached reached) {
    int[] states = new int[deepest + 1];
    states[0] = start;
    int node = 0;
    while (node < value.length) {
      int state = step.next(states[depth[node] - 1], value[node] & 0xFF);
      if (state < 0) {
        node = next[node];
        continue;
      }
      states[depth[node]] = state;
      // A node's tokens end where the next node's begin; those with the same bytes lie together.
      for (int i = firstToken[node]; i < firstToken[node + 1]; i++) {
        reached.token(tokens[i], state);
      }
      node++;
    }
  }
}
