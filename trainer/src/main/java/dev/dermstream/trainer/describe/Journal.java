package dev.dermstream.trainer.describe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.dermstream.trainer.chat.ChatReply;
import dev.dermstream.trainer.chat.TokenUsage;
import dev.dermstream.trainer.dataset.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every answer that was paid for, one JSON object a line, on the disk before it is used: a run that
 * was killed goes on where it was. A last line that broke off is cut away. One process at a time
 * has it open. Thread-safe.
 */
final class Journal implements AutoCloseable {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final FileChannel file;
  private final Map<String, List<ChatReply.Answer>> answers = new HashMap<>();

  private record Line(
      @Nullable String key, @Nullable String content, boolean cutOff, long in, long out) {}

  private Journal(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens a journal, or begins one.
   *
   * @throws DatasetException if another process has it open, or it holds something else
   */
  static Journal open(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean right = false;
    try {
      if (!isLocked(file)) {
        throw new DatasetException(path + " is in use: another run writes the same texts");
      }
      Journal journal = new Journal(file);
      journal.read(path);
      right = true;
      return journal;
    } finally {
      if (!right) {
        file.close();
      }
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held within this process.
      return false;
    }
  }

  private void read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<String> lines =
        new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      remember(path, i + 1, lines.get(i));
    }
    file.truncate(end);
    file.position(end);
  }

  private void remember(Path path, int number, String text) throws DatasetException {
    try {
      Line line = GSON.fromJson(text, Line.class);
      if (line == null || line.key() == null || line.content() == null) {
        throw new JsonParseException("no key or content");
      }
      remember(
          line.key(),
          new ChatReply.Answer(
              line.content(), line.cutOff(), new TokenUsage(line.in(), line.out())));
    } catch (JsonParseException e) {
      throw new DatasetException(
          "%s:%d: is no line of a journal; move the file away to begin anew"
              .formatted(path, number),
          e);
    }
  }

  private void remember(String key, ChatReply.Answer answer) {
    answers.computeIfAbsent(key, name -> new ArrayList<>()).add(answer);
  }

  /** The answers to a question, in the order in which they came. */
  synchronized List<ChatReply.Answer> answers(String key) {
    return List.copyOf(answers.getOrDefault(key, List.of()));
  }

  /** What all of them took. */
  synchronized TokenUsage usage() {
    return answers.values().stream()
        .flatMap(List::stream)
        .map(ChatReply.Answer::usage)
        .reduce(TokenUsage.NONE, TokenUsage::plus);
  }

  synchronized void add(String key, ChatReply.Answer answer) throws IOException {
    String line =
        GSON.toJson(
                new Line(
                    key,
                    answer.content(),
                    answer.isCutOff(),
                    answer.usage().in(),
                    answer.usage().out()))
            + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
    } catch (IOException e) {
      // Nothing may follow a line that broke off: the next run cuts it away only at the end.
      file.close();
      throw e;
    }
    remember(key, answer);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
