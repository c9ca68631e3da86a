package dev.dermstream.node.guide;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text written under a guide by something that gives scores. */
record Writing(String text, FormGuide guide, int tokens, boolean ended) {
  /** Gives the scores of the next token. */
  interface Model {
    void score(float[] logits);
  }

  /** Writes greedily, at most {@code limit} tokens. */
  static Writing greedy(GuidedForm form, TokenBytes vocabulary, int limit, Model model) {
    FormGuide guide = form.begin();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int tokens = 0; tokens < limit; tokens++) {
      // Padded as embedding matrices are.
      float[] logits = new float[vocabulary.size() + 7];
      model.score(logits);
      guide.mask(logits, limit - tokens);
      int token = best(logits);
      if (token == Vocabularies.END) {
        return new Writing(text(bytes), guide, tokens, true);
      }
      guide.accept(token);
      bytes.writeBytes(vocabulary.of(token));
    }
    return new Writing(text(bytes), guide, limit, false);
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      best = logits[id] > logits[best] ? id : best;
    }
    if (logits[best] == Float.NEGATIVE_INFINITY) {
      throw new AssertionError("no token may come");
    }
    return best;
  }

  /** Throws if the bytes are not UTF-8. */
  private static String text(ByteArrayOutputStream bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }
}
