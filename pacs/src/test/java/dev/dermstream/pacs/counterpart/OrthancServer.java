package dev.dermstream.pacs.counterpart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.cluster.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An Orthanc with DICOMweb, by HTTP at the loopback alone, on free ports, with its files in a
 * folder of the test. Tests that start one are left out where it is not installed (Debian: orthanc,
 * orthanc-dicomweb).
 */
public final class OrthancServer implements AutoCloseable {
  /** Its AE title. */
  public static final String TITLE = "ORTHANC";

  private static final Path PROGRAM = Path.of("/usr/sbin/Orthanc");
  private static final Path DICOM_WEB = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");

  private final Process process;
  private final Path log;
  private final int httpPort;
  private final int dicomPort;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An application entity that Orthanc may call. */
  public record Peer(String title, int port) {}

  private OrthancServer(Process process, Path log, int httpPort, int dicomPort) {
    this.process = process;
    this.log = log;
    this.httpPort = httpPort;
    this.dicomPort = dicomPort;
  }

  /**
   * Starts one that answers when this returns.
   *
   * @param folder empty
   * @param webServers bases of DICOMweb servers by the names that Orthanc knows them by
   * @param peers application entities by the names that Orthanc knows them by
   */
  public static OrthancServer start(
      Path folder, Map<String, URI> webServers, Map<String, Peer> peers) throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "left out: no Orthanc (Debian: orthanc)");
    assumeTrue(
        Files.exists(DICOM_WEB), "left out: no DICOMweb for Orthanc (Debian: orthanc-dicomweb)");
    int first = FreePorts.take(2);
    List<Integer> ports = List.of(first, first + 1);
    Path configuration =
        Files.writeString(
            folder.resolve("orthanc.json"),
            new Gson().toJson(configuration(folder, ports, webServers, peers)));
    Path log = folder.resolve("orthanc.log");
    Process process =
        new ProcessBuilder(PROGRAM.toString(), configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    OrthancServer started = new OrthancServer(process, log, ports.get(0), ports.get(1));
    started.awaitAnswer();
    return started;
  }

  private static JsonObject configuration(
      Path folder, List<Integer> ports, Map<String, URI> webServers, Map<String, Peer> peers) {
    JsonObject root = new JsonObject();
    root.addProperty("Name", "counterpart");
    root.addProperty("StorageDirectory", folder.resolve("db").toString());
    root.addProperty("IndexDirectory", folder.resolve("db").toString());
    JsonArray plugins = new JsonArray();
    plugins.add(DICOM_WEB.toString());
    root.add("Plugins", plugins);
    root.addProperty("RemoteAccessAllowed", false);
    root.addProperty("AuthenticationEnabled", false);
    // A script may route what is stored.
    root.addProperty("ExecuteLuaEnabled", true);
    JsonArray addresses = new JsonArray();
    addresses.add("127.0.0.1");
    root.add("HttpBindAddresses", addresses);
    root.addProperty("HttpPort", ports.get(0));
    // It closes an idle connection after a second, be the next request already on its way.
    root.addProperty("KeepAlive", false);
    root.addProperty("DicomAet", TITLE);
    root.addProperty("DicomPort", ports.get(1));
    root.addProperty("DicomCheckCalledAet", false);
    root.addProperty("DicomAlwaysAllowEcho", true);
    root.addProperty("DicomAlwaysAllowStore", true);
    root.addProperty("OverwriteInstances", false);
    root.addProperty("ConcurrentJobs", 2);
    JsonObject modalities = new JsonObject();
    peers.forEach((name, peer) -> {
      JsonArray modality = new JsonArray();
      modality.add(peer.title());
      modality.add("127.0.0.1");
      modality.add(peer.port());
      modalities.add(name, modality);
    });
    root.add("DicomModalities", modalities);
    JsonObject web = new JsonObject();
    web.addProperty("Enable", true);
    web.addProperty("Root", "/dicom-web/");
    JsonObject servers = new JsonObject();
    webServers.forEach((name, base) -> {
      JsonArray server = new JsonArray();
      server.add(base.toString());
      servers.add(name, server);
    });
    web.add("Servers", servers);
    root.add("DicomWeb", web);
    return root;
  }

  private void awaitAnswer() throws Exception {
    while (process.isAlive()) {
      try {
        get("/system");
        return;
      } catch (IOException e) {
        Thread.sleep(20); // It does not say when it listens.
      }
    }
    throw new AssertionError("Orthanc ended: " + Files.readString(log));
  }

  public int httpPort() {
    return httpPort;
  }

  public int dicomPort() {
    return dicomPort;
  }

  /** Where it stores by STOW-RS and is asked by QIDO-RS. */
  public URI studies() {
    return URI.create("http://127.0.0.1:" + httpPort + "/dicom-web/studies");
  }

  /** Keeps an object; returns Orthanc's own name of it. */
  public String upload(byte[] part10) throws IOException, InterruptedException {
    String answer =
        send(HttpRequest.newBuilder(uri("/instances")).POST(BodyPublishers.ofByteArray(part10)));
    return JsonParser.parseString(answer).getAsJsonObject().get("ID").getAsString();
  }

  /** Orthanc's own names of the objects of a SOP Instance UID, or study, that it has. */
  public List<String> find(String uid) throws IOException, InterruptedException {
    return JsonParser.parseString(post("/tools/lookup", uid)).getAsJsonArray().asList().stream()
        .map(each -> each.getAsJsonObject().get("ID").getAsString())
        .toList();
  }

  /** The file of an object. */
  public byte[] file(String name) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(uri("/instances/" + name + "/file")).build(),
            BodyHandlers.ofByteArray())
        .body();
  }

  /** Has Orthanc store objects at a DICOMweb server and waits for the end. */
  public String stow(String webServer, List<String> names)
      throws IOException, InterruptedException {
    JsonObject request = new JsonObject();
    request.add("Resources", new Gson().toJsonTree(names));
    request.addProperty("Synchronous", true);
    return post("/dicom-web/servers/" + webServer + "/stow", request.toString());
  }

  /** Has Orthanc store objects at a peer by C-STORE and waits for the end. */
  public String store(String peer, List<String> names) throws IOException, InterruptedException {
    JsonObject request = new JsonObject();
    request.add("Resources", new Gson().toJsonTree(names));
    request.addProperty("Synchronous", true);
    return post("/modalities/" + peer + "/store", request.toString());
  }

  /**
   * Asks its REST interface.
   *
   * @throws IOException if the answer is not a success
   */
  public String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  /** As {@link #get}, with a body. */
  public String post(String path, String body) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException("Orthanc answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
