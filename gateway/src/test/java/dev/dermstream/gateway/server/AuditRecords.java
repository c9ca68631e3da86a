package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gateway has written in a folder, read beside it.
 *
 * @param chain the one chain of the folder
 */
record AuditRecords(Path folder, String chain) {
  /** The gateway's section that writes there. */
  String section() {
    return "audit { mode = durable, chain = %s, directory = \"%s\" }".formatted(chain, folder);
  }

  List<JsonObject> all() throws AuditStoreException {
    List<String> rows = new ArrayList<>();
    try (AuditReader reader = new StoreConfig(folder, "", "", "").read()) {
      reader.read(chain -> {}, row -> rows.add(row.text()));
    }
    return rows.stream().map(row -> JsonParser.parseString(row).getAsJsonObject()).toList();
  }

  /** The records behind the first so many. */
  List<JsonObject> after(int count) throws AuditStoreException {
    List<JsonObject> all = all();
    return all.subList(count, all.size());
  }

  /** The single record behind the first so many. */
  JsonObject onlyAfter(int count) throws AuditStoreException {
    List<JsonObject> records = after(count);
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  /** To be called once the gateway is closed. */
  void requireWhole() throws AuditStoreException, IOException {
    Path anchors = folder.resolve(chain + ".anchors");
    // Before the first record there is nothing to note.
    ChainVerifier verifier =
        new ChainVerifier(Files.exists(anchors) ? Anchor.read(anchors) : List.of());
    try (AuditReader reader = new StoreConfig(folder, "", "", "").read()) {
      reader.read(verifier::begin, verifier::accept);
    }
    assertThat(verifier.finish()).isEmpty();
  }

  static String text(JsonObject record, String field) {
    return record.get(field).getAsString();
  }
}
