package dev.dermstream.pacs.report;

import com.typesafe.config.ConfigUtil;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * A code map for a hospital to begin with: every class under a code of this project's own scheme,
 * which no other system knows. It is refused until a person has signed it.
 */
public final class CodeMapProposal {
  private static final int MAX_VALUE = 16;
  private static final int MAX_MEANING = 64;
  private static final int MARK_DIGITS = 3;

  private static final String HEAD =
      """
      # Codes under which classes are told to the PACS. Replace them with those that your hospital
      # uses (value and scheme at most 16 characters, meaning at most 64), then sign.
      confirmed-by = ""
      confirmed-on = ""

      # Systems in FHIR of schemes other than DCM, I10, LN, SCT, UCUM and 99DERMSTREAM.
      scheme-uris {}

      profiles {
      """;

  private CodeMapProposal() {}

  /** HOCON text, in the order of profiles and id codes. */
  public static String of(Collection<ProfileInfo> profiles) {
    StringBuilder text = new StringBuilder(HEAD);
    for (ProfileInfo profile : profiles) {
      text.append("  ").append(quoted(profile.getName())).append(" {\n");
      for (Label label : profile.getLabelSetList()) {
        text.append("    ")
            .append(label.getIdCode())
            .append(" { value = ")
            .append(quoted(value(profile.getName(), label.getIdCode())))
            .append(", scheme = ")
            .append(quoted(Concepts.OWN_SCHEME))
            .append(", meaning = ")
            .append(quoted(meaning(label)))
            .append(" }\n");
      }
      text.append("  }\n");
    }
    return text.append("}\n").toString();
  }

  /** PROFILE-ID; of a long name its beginning and a mark that tells it from others. */
  private static String value(String profile, int idCode) {
    String whole = profile + "-" + idCode;
    if (whole.length() <= MAX_VALUE) {
      return whole;
    }
    String mark =
        "~" + Sha256.hex(profile.getBytes(StandardCharsets.UTF_8)).substring(0, MARK_DIGITS);
    int room = MAX_VALUE - mark.length() - whole.length() + profile.length();
    return profile.substring(0, room) + mark + "-" + idCode;
  }

  private static String meaning(Label label) {
    String name = label.getNameEnglish().replace('\\', '/').strip();
    return name.substring(0, Math.min(name.length(), MAX_MEANING)).strip();
  }

  private static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }
}
