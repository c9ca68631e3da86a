package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.OutcomeCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a ledger with one job should say, thought out in the simplest way. */
final class LedgerModel {
  private final Map<Long, ListedFile> files = new TreeMap<>();
  private final Map<Long, Conclusion> ends = new TreeMap<>();
  private final Map<String, Conclusion> images = new TreeMap<>();

  void forget() {
    files.clear();
    ends.clear();
    images.clear();
  }

  void list(Collection<ListedFile> listed) {
    for (ListedFile file : listed) {
      if (files.putIfAbsent(file.position(), file) == null && file.entry().fault() != null) {
        ends.put(
            file.position(),
            new Conclusion(
                file.position(),
                "",
                file.entry().bytes(),
                ImageOutcome.IMAGE_OUTCOME_UNREADABLE,
                file.entry().fault().name(),
                "*",
                null));
      }
    }
  }

  void conclude(Collection<Conclusion> conclusions) {
    for (Conclusion conclusion : conclusions) {
      boolean unreadable = conclusion.outcome() == ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
      boolean known = images.containsKey(conclusion.digest());
      boolean empty = conclusion.outcome() == ImageOutcome.IMAGE_OUTCOME_DUPLICATE && !known;
      if (files.containsKey(conclusion.position())
          && !ends.containsKey(conclusion.position())
          && !empty) {
        ends.put(conclusion.position(), conclusion);
        if (!unreadable) {
          images.putIfAbsent(conclusion.digest(), conclusion);
        }
      }
    }
  }

  long reopen() {
    List<Long> again =
        ends.entrySet().stream()
            .filter(end -> isFailed(end.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    again.forEach(ends::remove);
    images.values().removeIf(this::isFailed);
    return again.size();
  }

  private boolean isFailed(Conclusion end) {
    Conclusion image = images.getOrDefault(end.digest(), end);
    return image.outcome() == ImageOutcome.IMAGE_OUTCOME_SET_ASIDE
        || image.outcome() == ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
  }

  List<Long> waiting() {
    return files.keySet().stream().filter(position -> !ends.containsKey(position)).toList();
  }

  List<ImageResult> results() {
    Map<String, List<Long>> byDigest =
        ends.entrySet().stream()
            .filter(end -> !end.getValue().digest().isEmpty())
            .collect(
                Collectors.groupingBy(
                    end -> end.getValue().digest(),
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    List<ImageResult> results = new ArrayList<>();
    byDigest.forEach((digest, positions) ->
        results.add(result(images.get(digest), positions).setImageSha256(digest).build()));
    ends.forEach((position, end) -> {
      if (end.digest().isEmpty()) {
        results.add(
            result(end, List.of(position))
                .setImageBytes(Math.max(0, files.get(position).entry().bytes()))
                .build());
      }
    });
    results.sort(Comparator.comparingLong(ImageResult::getPosition));
    return results;
  }

  private ImageResult.Builder result(Conclusion end, List<Long> positions) {
    List<String> names =
        positions.stream().map(position -> files.get(position).entry().name()).toList();
    ImageResult.Builder result =
        ImageResult.newBuilder()
            .setPosition(positions.getFirst())
            .setName(names.getFirst())
            .addAllOtherNames(names.subList(1, names.size()))
            .setImageBytes(end.bytes())
            .setOutcome(end.outcome())
            .setCode(end.code())
            .setMessage(end.message());
    if (end.report() != null) {
      result.setReport(end.report());
    }
    return result;
  }

  Tally tally(boolean listed) {
    Map<OutcomeCount, Long> counts = new HashMap<>();
    for (ImageResult result : results()) {
      counts.merge(key(result.getOutcome(), result.getCode()), 1L, Long::sum);
      if (result.getOtherNamesCount() > 0) {
        counts.merge(
            key(ImageOutcome.IMAGE_OUTCOME_DUPLICATE, ""),
            (long) result.getOtherNamesCount(),
            Long::sum);
      }
    }
    return new Tally(
        files.size(),
        listed,
        counts.entrySet().stream()
            .map(count -> count.getKey().toBuilder().setFiles(count.getValue()).build())
            .sorted(
                Comparator.comparing(OutcomeCount::getOutcome).thenComparing(OutcomeCount::getCode))
            .toList());
  }

  private static OutcomeCount key(ImageOutcome outcome, String code) {
    return OutcomeCount.newBuilder().setOutcome(outcome).setCode(code).build();
  }
}
