package dev.dermstream.batch.archive;

/**
 * What entries of zip and tar files are called in a listing. Names are only names, nothing is ever
 * written under them; so {@code ..} and a slash in front stay as they are.
 */
final class EntryNames {
  private final UniqueNames names = new UniqueNames();

  /** The name of an entry, unique in the listing. */
  String of(String written, long number) {
    String name = written.replace("\0", "\\x00");
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    return names.of(name, number);
  }
}
