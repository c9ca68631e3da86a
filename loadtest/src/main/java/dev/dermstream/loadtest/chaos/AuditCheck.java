package dev.dermstream.loadtest.chaos;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the audits of all gateways hold what their callers were told, once. */
final class AuditCheck {
  private static final Set<String> ANSWERS =
      Set.of(Outcome.ANSWERED.name(), Outcome.ABSTAINED.name());

  private final Map<String, Picture> answers;
  private final Map<String, Integer> records = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  private AuditCheck(Map<String, Picture> answers) {
    this.answers = answers;
  }

  /**
   * Reads them beside the running gateways.
   *
   * @param answers the picture of every answer that came, by its request id
   * @return a sentence for each thing that is not as it should be
   */
  static List<String> findings(List<Path> audits, Map<String, Picture> answers)
      throws AuditStoreException {
    AuditCheck check = new AuditCheck(answers);
    for (Path audit : audits) {
      check.read(audit);
    }
    for (String request : answers.keySet()) {
      int count = check.records.getOrDefault(request, 0);
      if (count != 1) {
        check.findings.add("answer %s has %d records".formatted(request, count));
      }
    }
    return check.findings;
  }

  private void read(Path audit) throws AuditStoreException {
    ChainVerifier verifier = new ChainVerifier(List.of());
    try (AuditReader reader = new StoreConfig(audit, "", "", "").read()) {
      reader.read(
          verifier::begin,
          row -> {
            verifier.accept(row);
            accept(row);
          });
    }
    verifier.finish().stream().map(Finding::toString).forEach(findings::add);
  }

  private void accept(StoredRecord row) {
    JsonObject json = JsonParser.parseString(row.text()).getAsJsonObject();
    if (!json.get("event").getAsString().equals("IMAGE")) {
      return;
    }
    String request = json.get("request").getAsString();
    Picture picture = answers.get(request);
    if (picture == null || !ANSWERS.contains(json.get("outcome").getAsString())) {
      // Of another run, refused, or answered to a caller who was no longer there.
      return;
    }
    records.merge(request, 1, Integer::sum);
    if (!json.get("image").getAsString().equals(picture.sha256())) {
      findings.add("answer %s is recorded with another picture".formatted(request));
    }
  }
}
