package dev.dermstream.node.server;

/** Which lesions of an image a request is about. */
enum RegionsWanted {
  /** None is looked for: the image is answered as it is. */
  NONE,
  /** The main one. */
  MAIN,
  /** All that are answered. */
  ALL
}
