package dev.dermstream.loadtest.gatling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;
import org.jspecify.annotations.Nullable;

/**
 * Preferences that last as long as the process. Gatling asks Maven Central at its start which of
 * its versions is the newest, unless its preferences say that this was tried lately; here they do:
 * a load test calls nobody but the servers under load, and leaves nothing in its user's home.
 * Thread-safe.
 */
public final class MemoryPreferences extends AbstractPreferences {
  /** Where Gatling keeps when it asked, by {@link System#currentTimeMillis}. */
  private static final String LAST_ASKED = "lastCheckTimestamp";

  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, AbstractPreferences> nodes = new ConcurrentHashMap<>();

  private MemoryPreferences(@Nullable AbstractPreferences parent, String name) {
    super(parent, name);
    values.put(LAST_ASKED, String.valueOf(System.currentTimeMillis()));
  }

  /** Named by the property {@code java.util.prefs.PreferencesFactory}. */
  public static final class Factory implements PreferencesFactory {
    private final Preferences root = new MemoryPreferences(null, "");

    @Override
    public Preferences systemRoot() {
      return root;
    }

    @Override
    public Preferences userRoot() {
      return root;
    }
  }

  @Override
  protected void putSpi(String key, String value) {
    values.put(key, value);
  }

  @Override
  protected @Nullable String getSpi(String key) {
    return values.get(key);
  }

  @Override
  protected void removeSpi(String key) {
    values.remove(key);
  }

  @Override
  protected void removeNodeSpi() {
    values.clear();
  }

  @Override
  protected String[] keysSpi() {
    return values.keySet().toArray(String[]::new);
  }

  @Override
  protected String[] childrenNamesSpi() {
    return nodes.keySet().toArray(String[]::new);
  }

  @Override
  protected AbstractPreferences childSpi(String name) {
    return nodes.computeIfAbsent(name, each -> new MemoryPreferences(this, each));
  }

  @Override
  protected void syncSpi() {}

  @Override
  protected void flushSpi() {}
}
