package dev.memotor.engine;

import java.util.List;

/**
 * What the server looks for with {@link java.util.ServiceLoader}: the name of an engine, its
 * options, and how to open it.
 */
public interface EngineProvider {

  /** Return {@link SpiLevel#CURRENT}, as it was when the engine was compiled. */
  int spiLevel();

  /** The URI schemes this engine answers to; the first is its name. */
  List<String> schemes();

  /** One sentence on what the engine is and when to choose it. */
  String description();

  /** What stands behind the scheme's colon, for example {@code DIRECTORY}; empty for nothing. */
  String locationHint();

  /** The place, as a path, if the URI names none; empty for an engine without one. */
  default String defaultLocation() {
    return "";
  }

  /** The options that may stand behind the question mark. */
  List<EngineOption> options();

  /** URIs that show how the engine is used, for its help page. */
  default List<String> examples() {
    return List.of();
  }

  /**
   * Opens the engine. May wait, and may start threads (daemons, which {@link Engine#close()} ends).
   *
   * @param config what the URI says, checked against {@link #options()}
   * @throws EngineException of kind CONFIGURATION, UNAVAILABLE or CORRUPT, with a message that says
   *     what is wrong and what would be right
   */
  Engine open(EngineConfig config, EngineContext context);
}
