package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DCMTK's senders against our server. Left out, with the reason, where dcmtk is not installed. */
class SendersTest {
  // Of different instances, because dcmsend sends none twice; none deflated, because it deflates
  // anew.
  private static final List<String> SAMPLES =
      List.of(
          "SC_rgb_rle_2frame.dcm",
          "examples_ybr_color.dcm",
          "JPGExtended.dcm",
          "MR_small_jpeg_ls_lossless.dcm",
          "US1_J2KI.dcm",
          "own_tid1500_sr.dcm",
          "own_vlp_skin_synthetic.dcm");

  @TempDir private Path folder;
  private Tools tools;
  private final TestServer made = new TestServer();

  @BeforeEach
  void setUp() {
    tools = new Tools(folder);
  }

  @Test
  void echoscuIsAnswered() throws Exception {
    try (AssociationServer server = made.start()) {
      assertThat(
              tools.run(
                  "echoscu", "-aec", TestServer.TITLE, "--repeat", 3, "localhost", server.port()))
          .as(tools.said("echoscu"))
          .isZero();
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.RELEASED);
    }
  }

  @Test
  void echoscuIsRefusedWhereItIsNotKnown() throws Exception {
    made.policy = new KnownTitles(Set.of(TestServer.TITLE), Set.of("MODALITY1"));
    try (AssociationServer server = made.start()) {
      assertThat(tools.run("echoscu", "-aec", TestServer.TITLE, "localhost", server.port()))
          .isNotZero();
      assertThat(tools.said("echoscu")).contains("Calling AE Title Not Recognized");
      assertThat(tools.run("echoscu", "-aec", "ANOTHER", "localhost", server.port())).isNotZero();
      assertThat(tools.said("echoscu")).contains("Called AE Title Not Recognized");
      assertThat(
              tools.run(
                  "echoscu",
                  "-aet",
                  "MODALITY1",
                  "-aec",
                  TestServer.TITLE,
                  "localhost",
                  server.port()))
          .isZero();
    }
    assertThat(made.ends.rejections)
        .containsExactly(Rejection.CALLING_AE_TITLE, Rejection.CALLED_AE_TITLE);
  }

  @Test
  void dcmsendsObjectsArriveAsTheyDoAtStorescp() throws Exception {
    List<Object> files = new ArrayList<>();
    for (String name : SAMPLES) {
      files.add(Files.write(folder.resolve(name), TestObject.sample(name).file()));
    }
    // DCMTK writes most samples anew when it sends them: its own receiver shows what it sent.
    List<TestObject> objects = new ArrayList<>();
    try (Storescp storescp = Storescp.start(tools, folder.resolve("received"))) {
      send(storescp.port(), "STORESCP", files);
      objects.addAll(storescp.received());
    }
    assertThat(objects).hasSize(SAMPLES.size());

    try (AssociationServer server = made.start()) {
      send(server.port(), TestServer.TITLE, files);
    }

    assertKept(objects);
  }

  private void send(int port, String title, List<Object> files) throws Exception {
    List<Object> command =
        new ArrayList<>(List.of("--decompress-never", "-aec", title, "localhost", port));
    command.addAll(files);
    assertThat(tools.run("dcmsend", command.toArray())).as(tools.said("dcmsend")).isZero();
  }

  @Test
  void storescusObjectsArriveAsTheyWere() throws Exception {
    List<TestObject> objects = new ArrayList<>();
    try (AssociationServer server = made.start()) {
      for (String name : List.of("SC_rgb.dcm", "own_vlp_skin_synthetic.dcm")) {
        TestObject object = TestObject.sample(name);
        objects.add(object);
        Path file = Files.write(folder.resolve(name), object.file());
        boolean compressed = object.transferSyntax().endsWith(".4.50");
        assertThat(
                tools.run(
                    "storescu",
                    compressed ? "--propose-jpeg8" : "--propose-little",
                    "--max-send-pdu",
                    4096,
                    "-aec",
                    TestServer.TITLE,
                    "localhost",
                    server.port(),
                    file))
            .as(tools.said("storescu"))
            .isZero();
      }
    }
    assertKept(objects);
  }

  private void assertKept(List<TestObject> objects) {
    assertThat(made.store.objects).hasSize(objects.size());
    for (TestObject object : objects) {
      MemoryStore.Kept kept = made.store.get(object);
      assertThat(kept).as(object.transferSyntax()).isNotNull();
      assertThat(kept.request().sopClass()).isEqualTo(object.sopClass());
      assertThat(kept.request().transferSyntax()).isEqualTo(object.transferSyntax());
      assertThat(kept.dataSet()).isEqualTo(object.dataSet());
    }
  }
}
