package dev.dermstream.trainer.dataset;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a split: {@code train.jsonl}, {@code validation.jsonl} if there are three sides, {@code
 * test.jsonl}, and {@code split.json} with the seed, the group, and the classes of each side.
 */
public final class SplitWriter {
  private SplitWriter() {}

  /**
   * Writes the folder, reads it back and compares what was read; it appears whole or not at all.
   *
   * @param folder that is not there yet
   * @return the proof, from the files
   * @throws DatasetException if the folder is there already, or the sides have something in common
   */
  public static SplitProof write(
      Path folder, Map<String, List<ManifestRow>> sides, SplitRequest request) throws IOException {
    if (Files.exists(folder)) {
      throw new DatasetException(folder + " is there already");
    }
    Path unfinished = Path.of(folder + ".new");
    if (Files.exists(unfinished)) {
      throw new DatasetException(
          unfinished + " is there: another run writes it, or left it when it broke off");
    }
    Files.createDirectory(unfinished);
    try {
      for (Map.Entry<String, List<ManifestRow>> side : sides.entrySet()) {
        ManifestFile.write(fileOf(unfinished, side.getKey()), side.getValue());
      }
      SplitProof proof = SplitProof.of(readBack(unfinished, sides), request.by());
      Files.writeString(
          unfinished.resolve("split.json"),
          new GsonBuilder().setPrettyPrinting().create().toJson(facts(sides, request, proof))
              + "\n");
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      return proof;
    } catch (IOException | RuntimeException e) {
      delete(unfinished, e);
      throw e;
    }
  }

  private static Path fileOf(Path folder, String side) {
    return folder.resolve(side + ".jsonl");
  }

  private static Map<String, List<ManifestRow>> readBack(
      Path folder, Map<String, List<ManifestRow>> sides) throws IOException {
    Map<String, List<ManifestRow>> read = new LinkedHashMap<>();
    for (Map.Entry<String, List<ManifestRow>> side : sides.entrySet()) {
      Path file = fileOf(folder, side.getKey());
      ReadRows rows = ManifestFile.read(file);
      if (!rows.rows().equals(side.getValue())) {
        throw new DatasetException(file + " does not hold what was written");
      }
      read.put(side.getKey(), rows.rows());
    }
    return read;
  }

  private static JsonObject facts(
      Map<String, List<ManifestRow>> sides, SplitRequest request, SplitProof proof) {
    JsonObject facts = new JsonObject();
    facts.addProperty("group", request.by().word());
    facts.addProperty("seed", request.seed());
    facts.addProperty("proof", proof.toString());
    JsonObject described = new JsonObject();
    int share = 0;
    for (Map.Entry<String, List<ManifestRow>> side : sides.entrySet()) {
      JsonObject object = new JsonObject();
      object.addProperty("share", request.shares().get(share++));
      object.addProperty("images", side.getValue().size());
      object.addProperty(
          "groups", side.getValue().stream().map(request.by()::of).distinct().count());
      Map<String, Integer> classes = new TreeMap<>();
      side.getValue().forEach(row -> classes.merge(row.className(), 1, Integer::sum));
      JsonObject counts = new JsonObject();
      classes.forEach(counts::addProperty);
      object.add("classes", counts);
      described.add(side.getKey(), object);
    }
    facts.add("sides", described);
    return facts;
  }

  private static void delete(Path folder, Exception failure) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
