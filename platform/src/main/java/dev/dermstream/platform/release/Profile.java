package dev.dermstream.platform.release;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a caller names in a request: an adapter, a label set, prompts, an output form and an index.
 *
 * @param name what requests carry
 * @param adapterId adapter inside the decoder's graph; 0 is the base model
 * @param adapterDirectory PEFT files of this profile's own adapter, for a decoder that takes
 *     adapters at run time; {@code adapterId} is 0 then
 * @param outputForm what the model writes for a report
 * @param labels the label set in order of id code
 * @param fields fields of a {@link OutputForm#JSON_RECORD} in the order they are written; empty for
 *     the other forms
 * @param promptTemplate the chat text around one image and one text; holds {@code {image}} and
 *     {@code {text}} once each
 * @param promptEnglish the text of a report request, English
 * @param promptKorean the text of a report request, Korean
 * @param answersQuestions whether the model was trained to answer free questions
 * @param maxNewTokens most tokens of an answer
 * @param temperature T of the class confidence softmax
 * @param indexDirectory the index snapshot of this profile
 * @param abstention when the evidence carries no answer
 * @param zeroShot how it asks about labels of the caller; empty if it was not taught to
 * @param regionOfInterest whether lesions are found in a picture where the request does not say
 */
public record Profile(
    String name,
    int adapterId,
    Optional<Path> adapterDirectory,
    OutputForm outputForm,
    List<LabelName> labels,
    List<RecordField> fields,
    String promptTemplate,
    String promptEnglish,
    String promptKorean,
    boolean answersQuestions,
    int maxNewTokens,
    double temperature,
    Path indexDirectory,
    AbstentionRule abstention,
    Optional<ZeroShotPrompt> zeroShot,
    boolean regionOfInterest) {
  /** The file that describes a profile. */
  public static final String FILE_NAME = "profile.json";

  /** The place of the image in {@link #promptTemplate}. */
  public static final String IMAGE_PLACE = "{image}";

  /** The place of the prompt or question in {@link #promptTemplate}. */
  public static final String TEXT_PLACE = "{text}";

  public Profile {
    labels = List.copyOf(labels);
    fields = List.copyOf(fields);
  }

  /** This profile under another name, with an adapter of its own. */
  public Profile withAdapter(String otherName, Path adapter) {
    return new Profile(
        otherName,
        0,
        Optional.of(adapter),
        outputForm,
        labels,
        fields,
        promptTemplate,
        promptEnglish,
        promptKorean,
        answersQuestions,
        maxNewTokens,
        temperature,
        indexDirectory,
        abstention,
        zeroShot,
        regionOfInterest);
  }
}
