package dev.dermstream.audit.chain;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of one record: fields in a fixed order, the same ones in every record of an
 * event; {@code region} and {@code further} where lesions were looked for.
 */
final class LinkText {
  private final ChainHead before;
  private final Instant at;
  private final JsonObject json = new JsonObject();

  LinkText(ChainHead before, Instant at) {
    this.before = before;
    this.at = at.truncatedTo(ChronoUnit.MILLIS);
    json.addProperty("chain", before.chain());
    json.addProperty("sequence", before.sequence() + 1);
    json.addProperty("previous", before.hash());
    json.addProperty("at", this.at.toString());
  }

  Link image(ImageRecord image) {
    json.addProperty("event", "IMAGE");
    json.addProperty("request", image.requestId());
    json.addProperty("subject", image.subject());
    json.addProperty("method", image.method());
    json.addProperty("image", image.image());
    json.addProperty("image_bytes", image.imageBytes());
    Conclusion conclusion = image.conclusion();
    json.addProperty("outcome", conclusion.outcome().name());
    json.addProperty("code", conclusion.code());
    json.addProperty("profile", conclusion.origin().profile());
    json.addProperty("release", conclusion.origin().release());
    json.addProperty("adapter", conclusion.origin().adapter());
    json.addProperty("node", conclusion.origin().node());
    json.addProperty("engine", conclusion.origin().engine());
    json.add("label", score(conclusion.label()));
    json.addProperty("model_label", conclusion.modelLabel());
    json.add("scores", scores(conclusion.scores()));
    if (conclusion.region() != null) {
      json.add("region", area(conclusion.region()));
      json.add("further", lesions(conclusion.further()));
    }
    return link();
  }

  Link event(EventRecord event) {
    json.addProperty("event", "EVENT");
    json.addProperty("name", event.name());
    json.addProperty("outcome", event.outcome());
    json.addProperty("peer", event.peer());
    JsonObject counts = new JsonObject();
    event.counts().forEach(counts::addProperty);
    json.add("counts", counts);
    JsonArray digests = new JsonArray(event.digests().size());
    event.digests().forEach(digests::add);
    json.add("digests", digests);
    return link();
  }

  Link retention(List<ChainHead> bases) {
    json.addProperty("event", "RETENTION");
    JsonArray array = new JsonArray(bases.size());
    for (ChainHead base : bases) {
      JsonObject each = new JsonObject();
      each.addProperty("chain", base.chain());
      each.addProperty("sequence", base.sequence());
      each.addProperty("hash", base.hash());
      array.add(each);
    }
    json.add("bases", array);
    return link();
  }

  private Link link() {
    String text = json.toString();
    return new Link(
        new ChainHead(before.chain(), before.sequence() + 1, Sha256.of(text)), at, text);
  }

  private static JsonArray scores(List<Score> scores) {
    JsonArray array = new JsonArray(scores.size());
    scores.forEach(each -> array.add(score(each)));
    return array;
  }

  private static JsonArray lesions(List<Lesion> lesions) {
    JsonArray array = new JsonArray(lesions.size());
    for (Lesion lesion : lesions) {
      JsonObject each = area(lesion.area());
      each.addProperty("outcome", lesion.outcome().name());
      each.add("label", score(lesion.label()));
      array.add(each);
    }
    return array;
  }

  private static JsonObject area(Area area) {
    JsonObject json = new JsonObject();
    json.addProperty("found", area.found());
    json.addProperty("x", area.x());
    json.addProperty("y", area.y());
    json.addProperty("width", area.width());
    json.addProperty("height", area.height());
    return json;
  }

  private static JsonElement score(@Nullable Score score) {
    if (score == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.addProperty("id_code", score.idCode());
    // JSON has no word for what is not a number, and a record must always be written.
    json.add(
        "percent",
        Double.isFinite(score.percent()) ? new JsonPrimitive(score.percent()) : JsonNull.INSTANCE);
    return json;
  }
}
