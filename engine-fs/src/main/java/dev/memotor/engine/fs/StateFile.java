package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Exptime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that marks a directory as one of this engine and holds what outlives the process, as
 * lines of text:
 *
 * <pre>
 * memotor-fs 2
 * cas 262144
 * synced false
 * boot 2c3a9f0e-...
 * flush 1790000000
 * clock 2c3a9f0e-... 1790000000000000000
 * crc 4f9a0c31
 * </pre>
 *
 * <p>The flush line is present only while a flush is scheduled, the clock line only if the clock
 * has a mark. The last line is the CRC-32C of the others, because a single wrong digit could cause
 * CAS numbers to be reused. Version 1 had none.
 *
 * <p>{@link #update} replaces the file as a whole, durably whatever the sync policy. On a full
 * disk, the file is overwritten instead.
 */
final class StateFile {

  static final String NAME = "memotor-fs.state";

  private static final String TEMPORARY = NAME + ".new";
  private static final int MAX_LENGTH = 4096;

  /** Follows a state that was written over a longer one. */
  private static final byte PADDING = '\n';

  private static final Pattern FORMAT =
      Pattern.compile(
          "memotor-fs [12]\ncas (\\d{1,19})\nsynced (true|false)\nboot (\\S*)\n"
              + "(?:flush (\\d{1,10})\n)?(?:clock ([ -~]{1,200})\n)?(crc [0-9a-f]{8}\n)?");

  /** What an unused directory may contain. */
  private static final Set<String> HARMLESS = Set.of(RootLock.NAME, TEMPORARY, "lost+found");

  private final Disk disk;
  private final Path root;

  /** Changed only by {@link #update}, and read without waiting for the disk. */
  private volatile State current;

  StateFile(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  /**
   * The content of the file.
   *
   * @param cas no higher CAS number was handed out
   * @param synced whether all items are durable, after a clean shutdown
   * @param boot the boot of the machine in which this was written
   * @param flush when all items are to be removed, or {@link Exptime#NEVER}
   * @param clock the mark of the clock, or empty
   */
  record State(long cas, boolean synced, String boot, long flush, String clock) {

    State withCas(long newCas) {
      return new State(newCas, synced, boot, flush, clock);
    }

    State withFlush(long newFlush) {
      return new State(cas, synced, boot, newFlush, clock);
    }

    State withClock(String newClock) {
      return new State(cas, synced, boot, flush, newClock);
    }
  }

  /** Reads the state, or returns that of a new directory. */
  synchronized State read() {
    current = readFile();
    return current;
  }

  private State readFile() {
    Path file = root.resolve(NAME);
    String text;
    try (DiskFile open = disk.openUnknown(file)) {
      byte[] bytes = new byte[MAX_LENGTH];
      int length = open.read(0, bytes, 0, MAX_LENGTH);
      while (length > 1 && bytes[length - 1] == PADDING && bytes[length - 2] == PADDING) {
        length--;
      }
      text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      refuseUsedDirectory();
      return new State(0, true, "", Exptime.NEVER, "");
    } catch (IOException e) {
      throw configuration(DiskFailure.of("read", file, e).getMessage(), e);
    }
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches() || !isChecked(text, matcher.group(6))) {
      throw new EngineException(
          Kind.CORRUPT,
          file
              + " is damaged or was written by a later version of memotor; use that version, restore the"
              + " file from a backup, recreate it as docs/engines.md describes, or choose another"
              + " directory");
    }
    return new State(
        Long.parseLong(matcher.group(1)),
        matcher.group(2).equals("true"),
        matcher.group(3),
        matcher.group(4) == null ? Exptime.NEVER : Long.parseLong(matcher.group(4)),
        matcher.group(5) == null ? "" : matcher.group(5));
  }

  private static boolean isChecked(String text, String crcLine) {
    return crcLine == null
        ? text.startsWith("memotor-fs 1\n")
        : text.startsWith("memotor-fs 2\n")
            && crcLine.equals(crcLine(text.substring(0, text.length() - crcLine.length())));
  }

  private static String crcLine(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
    return "crc %08x\n".formatted(SlotHeader.crc(bytes, 0, bytes.length));
  }

  private void refuseUsedDirectory() {
    List<String> names = new ArrayList<>();
    try {
      disk.list(root, names::add);
    } catch (IOException e) {
      throw configuration(DiskFailure.of("read", root, e).getMessage(), e);
    }
    if (names.contains(ItemPaths.ITEMS)) {
      throw new EngineException(
          Kind.CORRUPT,
          root.resolve(NAME)
              + " is missing although there is a directory of items; restore it from a backup, recreate it"
              + " as docs/engines.md describes, or choose another directory");
    }
    names.removeAll(HARMLESS);
    if (!names.isEmpty()) {
      throw configuration(
          root
              + " holds files but no "
              + NAME
              + ", so they are not memotor's; choose an empty or new directory",
          null);
    }
  }

  private static EngineException configuration(String message, IOException cause) {
    return new EngineException(Kind.CONFIGURATION, message, cause);
  }

  /** Returns the state that was last read or written. */
  State current() {
    return current;
  }

  /** Changes the state durably. */
  synchronized void update(UnaryOperator<State> change) {
    State changed = change.apply(current);
    write(changed);
    current = changed;
  }

  private void write(State state) {
    String flush = state.flush() == Exptime.NEVER ? "" : "flush " + state.flush() + "\n";
    String clock = state.clock().isEmpty() ? "" : "clock " + state.clock() + "\n";
    String lines =
        "memotor-fs 2\ncas %d\nsynced %s\nboot %s\n%s%s"
            .formatted(state.cas(), state.synced(), state.boot(), flush, clock);
    byte[] bytes = (lines + crcLine(lines)).getBytes(StandardCharsets.ISO_8859_1);
    Path file = root.resolve(NAME);
    try {
      replace(file, bytes);
    } catch (IOException e) {
      EngineException failure = DiskFailure.of("write", file, e);
      if (failure.kind() != Kind.FULL || !disk.exists(file)) {
        throw failure;
      }
      overwrite(file, bytes);
    }
  }

  private void replace(Path file, byte[] bytes) throws IOException {
    Path temporary = root.resolve(TEMPORARY);
    if (disk.exists(temporary)) {
      disk.delete(temporary);
    }
    try (DiskFile fresh = disk.create(temporary)) {
      fresh.write(0, bytes, 0, bytes.length);
      fresh.force();
    }
    disk.rename(temporary, file);
    disk.forceDirectory(root);
  }

  /**
   * Writes over the last state, which takes no space: reading, deleting and shutting down must work
   * on a full disk. A state fits into a sector, so it is written in one step.
   */
  private void overwrite(Path file, byte[] bytes) {
    try (DiskFile existing = disk.open(file, true)) {
      byte[] padded = Arrays.copyOf(bytes, (int) Math.max(bytes.length, existing.size()));
      Arrays.fill(padded, bytes.length, padded.length, PADDING);
      existing.write(0, padded, 0, padded.length);
      existing.force();
    } catch (IOException e) {
      throw DiskFailure.of("write", file, e);
    }
  }
}
