package dev.dermstream.trainer.lesion;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * The annotation file of one picture, in the form of AI-Hub's skin tumour data: {@code
 * annotations[]} with {@code identifier}, {@code diagnosis_info}, {@code generated_parameters},
 * {@code photograph} and {@code bbox}.
 *
 * <p>{@code generated_parameters} says that the picture is drawn and everything it was drawn from.
 */
public final class LesionAnnotation {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private LesionAnnotation() {}

  /** The annotation as JSON text. */
  public static String json(String identifier, LesionSample sample) {
    JsonObject annotation = new JsonObject();
    annotation.addProperty("identifier", identifier);
    annotation.add("diagnosis_info", diagnosis(sample));
    annotation.add("generated_parameters", parameters(sample));
    annotation.add("photograph", photograph(identifier, sample));
    annotation.add("bbox", box(sample));
    JsonArray annotations = new JsonArray();
    annotations.add(annotation);
    JsonObject root = new JsonObject();
    root.add("annotations", annotations);
    return GSON.toJson(root) + "\n";
  }

  private static JsonObject diagnosis(LesionSample sample) {
    LesionClass lesionClass = LesionClass.of(LesionDataset.idCode(sample.index()));
    JsonObject info = both("diagnosis_name", lesionClass.wording());
    info.addProperty("id_code", lesionClass.idCode());
    JsonObject descriptions = both("desc", sample.description());
    descriptions.asMap().forEach(info::add);
    info.add("questions", questions(sample.questions()));
    return info;
  }

  private static JsonArray questions(List<QuestionAnswer> questions) {
    JsonArray array = new JsonArray();
    for (QuestionAnswer asked : questions) {
      JsonObject object = both("question", asked.question());
      both("answer", asked.answer()).asMap().forEach(object::add);
      array.add(object);
    }
    return array;
  }

  private static JsonObject parameters(LesionSample sample) {
    LesionScene scene = sample.scene();
    JsonObject parameters = new JsonObject();
    parameters.addProperty("drawn", true);
    parameters.addProperty("index", sample.index());
    parameters.add("colours", names(scene.colours()));
    parameters.addProperty("border", scene.border().name());
    parameters.addProperty("symmetry", scene.symmetry().name());
    parameters.addProperty("surface", scene.surface().name());
    parameters.addProperty("elevation", scene.elevation().name());
    parameters.add("features", names(scene.features().stream().sorted().toList()));
    parameters.addProperty("bodies", scene.bodies().size());
    parameters.addProperty("size_mm", scene.sizeMm());
    parameters.addProperty("field_mm", scene.fieldMm());
    parameters.addProperty("hairs", scene.hairs());
    parameters.add("lighting", GSON.toJsonTree(scene.lighting()));
    return parameters;
  }

  private static JsonObject photograph(String identifier, LesionSample sample) {
    LesionScene scene = sample.scene();
    JsonObject photograph = new JsonObject();
    photograph.addProperty("file", identifier + ".jpg");
    photograph.addProperty("width", sample.picture().width());
    photograph.addProperty("height", sample.picture().height());
    photograph.addProperty("body_site", scene.site().wording().english());
    photograph.addProperty("fitzpatrick", scene.skinTone().name());
    return photograph;
  }

  private static JsonObject box(LesionSample sample) {
    BoundingBox box =
        sample.scene().boundingBox(sample.picture().width(), sample.picture().height());
    JsonObject object = new JsonObject();
    object.addProperty("xpos", box.x());
    object.addProperty("ypos", box.y());
    object.addProperty("width", box.width());
    object.addProperty("height", box.height());
    return object;
  }

  /** English under the name itself, Korean under the name with {@code _ko}. */
  private static JsonObject both(String name, Wording wording) {
    JsonObject object = new JsonObject();
    object.addProperty(name, wording.english());
    object.addProperty(name + "_ko", wording.korean());
    return object;
  }

  private static JsonElement names(List<? extends Enum<?>> constants) {
    return GSON.toJsonTree(constants.stream().map(Enum::name).toList());
  }
}
