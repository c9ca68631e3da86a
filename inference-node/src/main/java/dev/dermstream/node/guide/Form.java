package dev.dermstream.node.guide;

import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * The texts that a form allows.
 *
 * @param texts all of them, over the bytes of UTF-8
 * @param paths for each class of a closed set the beginnings of texts that end right after the
 *     class is told; empty where the form names no class
 */
record Form(Automaton texts, List<LabelPath> paths) {
  Form {
    paths = List.copyOf(paths);
  }

  /** The beginnings that tell one class. */
  record LabelPath(int idCode, Automaton beginnings) {}

  static Form of(Profile profile, boolean korean) {
    return switch (profile.outputForm()) {
      case XML_REPORT -> new XmlForm(profile.labels(), korean).form();
      case JSON_RECORD -> new JsonForm(profile.fields(), profile.labels(), korean).form();
      case LABEL -> closedSet(profile.labels(), korean, OutputForm.LABEL);
      case NUMBER -> closedSet(profile.labels(), korean, OutputForm.NUMBER);
      case FREE_TEXT -> freeText();
    };
  }

  /** Any running text, the empty one too. */
  static Form freeText() {
    return new Form(Operations.repeat(Pieces.character(Pieces::isText)), List.of());
  }

  /** The same with one space at the beginning, or none. */
  Form withOptionalSpace() {
    Automaton space = Operations.optional(Automata.makeChar(' '));
    return new Form(
        Pieces.sequence(space, texts),
        paths.stream()
            .map(path -> new LabelPath(path.idCode(), Pieces.sequence(space, path.beginnings())))
            .toList());
  }

  static String name(LabelName label, boolean korean) {
    return korean ? label.korean() : label.english();
  }

  private static Form closedSet(List<LabelName> labels, boolean korean, OutputForm form) {
    List<LabelPath> paths = new ArrayList<>();
    for (LabelName label : labels) {
      String text =
          form == OutputForm.NUMBER ? String.valueOf(label.idCode()) : name(label, korean);
      paths.add(new LabelPath(label.idCode(), Pieces.literal(text)));
    }
    return new Form(Pieces.anyOf(paths.stream().map(LabelPath::beginnings).toList()), paths);
  }
}
