package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonElement;
import com.typesafe.config.Config;
import dev.dermstream.command.Dermstream;
import dev.dermstream.gateway.server.GatewayConfig;
import dev.dermstream.index.server.IndexConfig;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.release.ReleasesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every key, argument, variable and file that a container is given against what its process reads.
 */
class ProcessTest {
  /** How long each role may take to end after SIGTERM. */
  private static final Map<String, List<String>> DRAINS =
      Map.of(
          "gateway", List.of("gateway.drain-notice", "gateway.drain-limit"),
          "node", List.of("node.drain-timeout", "node.repository.drain-timeout"),
          "index", List.of("index.drain-timeout"),
          "pacs", List.of("pacs.drain-timeout"),
          // Seconds that no key says.
          "batch", List.of());

  /** What reads a variable that the configuration does not: a class or resource that names it. */
  private static final Map<String, String> READERS =
      Map.of(
          "DERMSTREAM_LOG_FORMAT", "dev/dermstream/command/Dermstream.class",
          "DJL_CACHE_DIR", "ai/djl/util/Utils.class",
          "AWS_ACCESS_KEY_ID", "software/amazon/awssdk/core/SdkSystemSetting.class",
          "AWS_SECRET_ACCESS_KEY", "software/amazon/awssdk/core/SdkSystemSetting.class");

  private static final Pattern FILE =
      Pattern.compile("/(?:etc/dermstream|releases|var|data|archive|results)(?:/[\\w.-]+)*");

  @TempDir Path folder;

  static Stream<Workload> workloads() {
    return Workloads.ALL.stream();
  }

  static Stream<Workload> servers() {
    return Workloads.servers();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyKeyIsKnownAndEveryValueAccepted(Workload workload) throws IOException {
    Config config = workload.effective(folder);

    assertThatCode(
            () -> {
              switch (workload.component()) {
                case "gateway" -> GatewayConfig.from(config);
                case "node" -> NodeConfig.from(config);
                case "index" -> IndexConfig.from(config);
                case "pacs" -> accept("dev.dermstream.pacs.server.PacsConfig", config);
                case "batch" -> accept("dev.dermstream.batch.server.BatchConfig", config);
                default -> throw new AssertionError(workload);
              }
              ClusterConfig.from(config);
              ReleasesConfig.from(config);
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void theArgumentsAreOnesThatTheCommandTakes(Workload workload) {
    String[] arguments = workload.arguments().toArray(String[]::new);
    CommandLine.ParseResult parsed = Dermstream.commandLine(arguments).parseArgs(arguments);

    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    if (workload.configuration().isEmpty()) {
      assertThat(parsed.commandSpec().name()).isEqualTo("refresh");
    } else {
      assertThat(parsed.commandSpec().name()).isEqualTo("serve");
      assertThat(parsed.<Path>matchedOptionValue("--config", Path.of("")))
          .isEqualTo(Path.of("/etc/dermstream/config", workload.component() + ".conf"));
      assertThat(workload.configuration()).containsKey(workload.component() + ".conf");
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyVariableIsReadAndEveryOneThatIsWantedIsSet(Workload workload) throws IOException {
    assertThat(workload.variables()).containsAll(workload.wanted()).doesNotHaveDuplicates();
    for (String name : workload.variables()) {
      // The launcher of the JDK reads it, and nothing in Java names it.
      if (!workload.wanted().contains(name) && !name.equals("JDK_JAVA_OPTIONS")) {
        assertThat(READERS).containsKey(name);
        assertThat(resource(READERS.get(name))).contains(name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyFileThatIsNamedLiesInAVolume(Workload workload) {
    Map<String, String> mounts = workload.mounts();
    List<String> texts = new ArrayList<>(workload.configuration().values());
    texts.addAll(workload.arguments());
    List<String> named =
        texts.stream()
            .flatMap(text -> FILE.matcher(text).results().map(match -> match.group()))
            .distinct()
            .toList();

    assertThat(named)
        .isNotEmpty()
        .allSatisfy(file ->
            assertThat(mounts.keySet())
                .anyMatch(mount -> Path.of(file).startsWith(Path.of(mount))));
    assertThat(mounts.keySet())
        .as("mounted, and named by nothing")
        .allSatisfy(mount ->
            assertThat(mount.equals("/tmp") || mount.endsWith("/config") || used(mount, named))
                .isTrue());
  }

  private static boolean used(String mount, List<String> named) {
    return named.stream().anyMatch(file -> Path.of(file).startsWith(Path.of(mount)));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyMountIsAVolumeAndEverySecretFileIsThere(Workload workload) {
    Set<String> volumes = new TreeSet<>(workload.mounts().values());
    volumes.remove("log");

    assertThat(Manifest.each(workload.spec(), "volumes").map(one -> one.get("name").getAsString()))
        .containsExactlyInAnyOrderElementsOf(volumes);
    Manifest.each(workload.spec(), "volumes")
        .filter(volume -> volume.has("secret"))
        .map(volume -> volume.getAsJsonObject("secret"))
        .filter(secret -> secret.has("items"))
        .forEach(secret -> {
          String file =
              Manifest.each(secret, "items").findFirst().orElseThrow().get("path").getAsString();
          assertThat(String.join("\n", workload.configuration().values()) + workload.arguments())
              .contains("/" + file);
        });
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theKillComesAfterTheDrain(Workload workload) throws IOException {
    Config config = workload.effective(folder).getConfig("dermstream");
    long pause =
        Manifest.find(workload.container(), "lifecycle", "preStop", "sleep", "seconds")
            .map(JsonElement::getAsLong)
            .orElse(0L);
    Duration drain =
        DRAINS.get(workload.component()).stream()
            .map(config::getDuration)
            .reduce(Duration.ofSeconds(pause), Duration::plus);

    assertThat(workload.spec().get("terminationGracePeriodSeconds").getAsLong())
        .isGreaterThanOrEqualTo(drain.toSeconds() + 10)
        .isLessThanOrEqualTo(drain.toSeconds() + 60);
  }

  /** For configurations that are their server's own. */
  private static void accept(String type, Config config) throws ReflectiveOperationException {
    Method from = Class.forName(type).getDeclaredMethod("from", Config.class);
    from.setAccessible(true);
    from.invoke(null, config);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Dermstream.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
