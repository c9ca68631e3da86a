package dev.dermstream.pacs.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.counterpart.OrthancServer;
import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.delivery.DestinationConfig.AeTitles;
import dev.dermstream.pacs.delivery.DestinationConfig.Kind;
import dev.dermstream.pacs.web.StowTestServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orthanc as sender to our origin server, and as receiver of what we deliver. */
class OrthancWebTest {
  @TempDir private static Path folder;
  private static StowTestServer edge;
  private static OrthancServer orthanc;

  @BeforeAll
  static void start() throws Exception {
    edge = StowTestServer.open();
    orthanc =
        OrthancServer.start(
            folder, Map.of("edge", URI.create("http://127.0.0.1:" + edge.port() + "/")), Map.of());
  }

  @AfterAll
  static void stop() {
    if (orthanc != null) {
      orthanc.close();
    }
    edge.close();
  }

  @Test
  void orthancStoresAtOurServerAsOftenAsItLikes() throws Exception {
    List<SampleObject> objects = List.of(SampleObject.fresh(), SampleObject.fresh());
    List<String> names = new ArrayList<>();
    for (SampleObject object : objects) {
      names.add(orthanc.upload(object.part10()));
    }

    orthanc.stow("edge", names);
    orthanc.stow("edge", names);

    assertThat(edge.reception().sopInstances())
        .containsExactlyInAnyOrderElementsOf(
            objects.stream().map(SampleObject::sopInstance).toList());
    assertThat(edge.reception().arrivals()).isEqualTo(4);
  }

  @Test
  void orthancTakesWhatWeStoreOnce() throws Exception {
    SampleObject object = SampleObject.fresh();
    try (StowClient client = new StowClient(stow(), Optional.empty(), Optional.empty())) {
      assertThat(client.send(TestRoutes.parcel(object))).isEqualTo(new Outcome.Accepted());
      assertThat(client.send(TestRoutes.parcel(object))).isEqualTo(new Outcome.Accepted());
    }
    assertThat(orthanc.find(object.sopInstance())).hasSize(1);
    assertThat(orthanc.file(orthanc.find(object.sopInstance()).getFirst()))
        .isEqualTo(object.part10());
  }

  @Test
  void orthancsRefusalOfWhatIsNoObjectIsNoAcceptance() throws Exception {
    try (StowClient client = new StowClient(stow(), Optional.empty(), Optional.empty())) {
      Outcome outcome =
          client.send(new Parcel.DicomObject("1.2", "1.2.3", "1.2.840.10008.1.2.1", new byte[500]));
      assertThat(outcome).isNotInstanceOf(Outcome.Accepted.class);
    }
  }

  @Test
  void orthancTakesWhatWeSendByCStoreOnce() throws Exception {
    SampleObject object = SampleObject.fresh();
    try (DimseDestination orthancs = new DimseDestination(dimse(), Optional.empty())) {
      assertThat(orthancs.send(TestRoutes.parcel(object))).isEqualTo(new Outcome.Accepted());
      assertThat(orthancs.send(TestRoutes.parcel(object))).isEqualTo(new Outcome.Accepted());
      assertThat(
              orthancs.send(
                  new Parcel.DicomObject(
                      "1.2.3.4", "1.2.3", "1.2.840.10008.1.2.1", object.part10())))
          .isInstanceOf(Outcome.Refused.class);
    }
    assertThat(orthanc.find(object.sopInstance())).hasSize(1);
  }

  private static DestinationConfig stow() {
    return TestRoutes.config("orthanc", Kind.STOW, orthanc.studies().toString());
  }

  private static DestinationConfig dimse() {
    DestinationConfig usual =
        TestRoutes.config("orthanc", Kind.DIMSE, "dicom://127.0.0.1:" + orthanc.dicomPort());
    assertThat(usual.titles()).isNotEqualTo(AeTitles.NONE);
    return usual;
  }
}
