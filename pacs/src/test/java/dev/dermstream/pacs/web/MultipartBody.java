package dev.dermstream.pacs.web;

import dev.dermstream.pacs.counterpart.SampleObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies of Store requests, good and bad. */
final class MultipartBody {
  static final String BOUNDARY = "cut-7";
  static final String TYPE = "multipart/related; type=\"application/dicom\"; boundary=" + BOUNDARY;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static byte[] of(SampleObject... objects) {
    MultipartBody body = new MultipartBody();
    for (SampleObject object : objects) {
      body.part("application/dicom", object.part10());
    }
    return body.end();
  }

  MultipartBody part(String type, byte[] content) {
    text("--" + BOUNDARY + "\r\nContent-Type: " + type + "\r\n\r\n");
    bytes.writeBytes(content);
    return text("\r\n");
  }

  MultipartBody text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  byte[] end() {
    return text("--" + BOUNDARY + "--\r\n").bytes.toByteArray();
  }
}
