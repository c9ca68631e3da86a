package dev.dermstream.node.guide;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SentencePiece: {@code ▁} for a space, {@code <0xNN>} for a byte, otherwise as it reads. */
final class SentencePieceSpelling implements TokenBytes.Spelling {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");
  private static final int HEXADECIMAL = 16;

  @Override
  public byte[] bytes(String written) {
    Matcher fallback = BYTE.matcher(written);
    if (fallback.matches()) {
      return new byte[] {(byte) Integer.parseInt(fallback.group(1), HEXADECIMAL)};
    }
    return written.replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a text loses one space at its beginning when it is decoded. */
  static boolean dropsLeadingSpace(@Nullable JsonElement decoder) {
    return Decoders.steps(decoder).stream().anyMatch(SentencePieceSpelling::drops);
  }

  private static boolean drops(JsonObject step) {
    if (Decoders.isType(step, "Strip")) {
      return step.get("content").getAsString().equals(" ") && step.get("start").getAsInt() > 0;
    }
    return Decoders.isType(step, "Metaspace")
        && !(step.has("prepend_scheme")
            && step.get("prepend_scheme").getAsString().equals("never"));
  }
}
