package dev.dermstream.trainer.refresh;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When a refreshed release may become live, {@code promotion} in {@code profile.json}: {@code
 * least_held_out} images must judge it, and none of the {@code guarded} figures may fall by more
 * than the number beside its name.
 *
 * @param leastHeldOut 1 or more
 * @param guarded largest fall by the figure's name, 0 or more
 */
record PromotionRule(int leastHeldOut, Map<String, Double> guarded) {
  private static final List<String> FIGURES =
      List.of(RefreshFigures.TOP1, RefreshFigures.NEAREST, RefreshFigures.LOG_LIKELIHOOD);

  /** Without a rule: any fall of the two that a reader of the report sees is one too many. */
  static final PromotionRule DEFAULT =
      new PromotionRule(1, Map.of(RefreshFigures.TOP1, 0.0, RefreshFigures.LOG_LIKELIHOOD, 0.0));

  PromotionRule {
    guarded = new TreeMap<>(guarded);
  }

  private record ProfileJson(@Nullable RuleJson promotion) {}

  private record RuleJson(
      @SerializedName("least_held_out") @Nullable Integer leastHeldOut,
      @Nullable Map<String, @Nullable Double> guarded) {}

  /** Reads the rule of a profile's folder. */
  static PromotionRule read(Path profile) throws IOException {
    Path file = profile.resolve("profile.json");
    try {
      ProfileJson read = new Gson().fromJson(Files.readString(file), ProfileJson.class);
      return read == null || read.promotion() == null ? DEFAULT : checked(file, read.promotion());
    } catch (JsonParseException e) {
      throw new IOException(file + ": promotion is no rule", e);
    }
  }

  private static PromotionRule checked(Path file, RuleJson rule) throws IOException {
    int least = rule.leastHeldOut() == null ? DEFAULT.leastHeldOut : rule.leastHeldOut();
    if (least < 1) {
      throw new IOException(file + ": promotion.least_held_out must be 1 or more");
    }
    if (rule.guarded() == null) {
      return new PromotionRule(least, DEFAULT.guarded);
    }
    Map<String, Double> guarded = new TreeMap<>();
    for (Map.Entry<String, @Nullable Double> each : rule.guarded().entrySet()) {
      Double fall = each.getValue();
      if (!FIGURES.contains(each.getKey()) || fall == null || !(fall >= 0)) {
        throw new IOException(
            "%s: promotion.guarded names %s with falls of 0 or more, not %s: %s"
                .formatted(file, FIGURES, each.getKey(), fall));
      }
      guarded.put(each.getKey(), fall);
    }
    return new PromotionRule(least, guarded);
  }

  /** Why a release must not become live; empty if it may. */
  Optional<String> objection(int heldOut, RefreshFigures before, RefreshFigures after) {
    List<String> objections = new ArrayList<>();
    if (heldOut < leastHeldOut) {
      objections.add(
          "only %d images were held out to judge it by, of %d at least"
              .formatted(heldOut, leastHeldOut));
    }
    guarded.forEach((name, fall) -> {
      double was = before.byName().getOrDefault(name, 0.0);
      double is = after.byName().getOrDefault(name, 0.0);
      if (was - is > fall) {
        objections.add("%s fell from %.4f to %.4f".formatted(name, was, is));
      }
    });
    return objections.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", objections));
  }
}
