package dev.memotor.conformance.template;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The values that one run of one case knows: its key, the time, and what earlier steps captured.
 */
public final class Bindings {

  private final String key;
  private final InstantSource clock;
  private final Map<String, String> captured = new HashMap<>();

  public Bindings(String key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  public String key() {
    return key;
  }

  public void capture(String name, String value) {
    captured.put(name, value);
  }

  String value(String name) {
    if (name.equals("now")) {
      return Long.toString(clock.instant().getEpochSecond());
    }
    String value = captured.get(name);
    if (value == null) {
      throw new IllegalStateException("{" + name + "} is used before any step captured it");
    }
    return value;
  }

  BigInteger number(String name) {
    return new BigInteger(value(name));
  }
}
