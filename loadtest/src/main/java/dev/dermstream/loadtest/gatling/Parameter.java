package dev.dermstream.loadtest.gatling;

import java.util.Arrays;
import java.util.List;

/** What can be said about a run, as {@code -Dkey=value}; docs/load-testing.md explains each. */
enum Parameter {
  SIMULATION("simulation"),
  ADDRESS("address"),
  TLS("tls"),
  AUTHORITIES("authorities"),
  CERTIFICATE("certificate"),
  KEY("key"),
  TOKEN_FILE("token-file"),
  CLUSTER("cluster"),
  DEVICES("devices"),
  IMAGE_TIME("image-time"),
  RATE("rate"),
  DURATION("duration"),
  USERS("users"),
  PROFILE("profile"),
  LANES("lanes"),
  IMAGES("images"),
  DICOM("dicom"),
  SEED("seed"),
  CONNECTIONS("connections"),
  DEADLINE("deadline"),
  WARM_UP("warm-up"),
  CAPACITY("capacity"),
  FACTOR("factor"),
  PAUSE("pause"),
  STORE("store"),
  RESULTS("results");

  private final String key;

  Parameter(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Parameter::key).toList();
  }
}
