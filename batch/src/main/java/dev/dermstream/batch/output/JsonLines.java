package dev.dermstream.batch.output;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import dev.dermstream.batch.v1.ImageResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** One JSON object a line, in UTF-8. */
final class JsonLines implements FileForm {
  @Override
  public Rows open(OutputStream into) {
    return new Lines(new BufferedWriter(new OutputStreamWriter(into, StandardCharsets.UTF_8)));
  }

  private static final class Lines implements Rows {
    private final Writer text;
    private final JsonWriter json;

    Lines(Writer text) {
      this.text = text;
      this.json = new JsonWriter(text);
      json.setFormattingStyle(FormattingStyle.COMPACT);
      // Takes more than one object; numbers that JSON lacks are not written all the same.
      json.setStrictness(Strictness.LENIENT);
    }

    @Override
    public void add(ImageResult result) throws IOException {
      ResultJson.write(json, result);
      text.write('\n');
    }

    @Override
    public void end() throws IOException {
      json.flush();
    }
  }
}
