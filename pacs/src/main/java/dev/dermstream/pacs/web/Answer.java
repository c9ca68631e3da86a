package dev.dermstream.pacs.web;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What a request is answered with.
 *
 * @param fields beyond the content type
 * @param body empty: none
 */
record Answer(int status, Map<String, String> fields, String mediaType, String body) {
  /** An answer to a request of which nothing was taken. */
  static Answer refused(int status, String sentence) {
    return new Answer(status, Map.of(), "text/plain;charset=utf-8", sentence + "\n");
  }

  static Answer badRequest(String sentence) {
    return refused(HttpStatus.BAD_REQUEST_400, sentence);
  }

  Answer with(String name, String value) {
    return new Answer(status, Map.of(name, value), mediaType, body);
  }
}
