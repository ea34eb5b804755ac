package dev.memotor.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of the page, loaded on first use. */
final class PageFiles {

  private static final String CHART_LIBRARY =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";

  private static final Map<String, String[]> FILES =
      Map.of(
          "/", new String[] {"page.html", "text/html; charset=utf-8"},
          "/page.css", new String[] {"page.css", "text/css; charset=utf-8"},
          "/page.js", new String[] {"page.js", "text/javascript; charset=utf-8"},
          "/icon.svg", new String[] {"icon.svg", "image/svg+xml"},
          "/chart.js", new String[] {CHART_LIBRARY, "text/javascript; charset=utf-8"});

  private final Map<String, Reply> read = new ConcurrentHashMap<>();

  /** Returns a file, or null if there is none. */
  @Nullable Reply find(String path) {
    String[] file = FILES.get(path);
    return file == null ? null : read.computeIfAbsent(path, absent -> read(file[0], file[1]));
  }

  private static Reply read(String name, String type) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      return in == null
          ? Reply.text(404, "this build comes without " + name)
          : new Reply(200, type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
