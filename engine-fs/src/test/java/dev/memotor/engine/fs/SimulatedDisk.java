package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A disk in RAM that can stop at any step, and then shows what may be left: everything written, if
 * only the process died; what was forced and any part of the rest, after a power failure. Each
 * sector of a file's unforced writes survives or not on its own, in any of its versions; a
 * directory's unforced names survive up to some moment.
 */
final class SimulatedDisk implements Disk {

  private static final int SECTOR = 512;

  private final Directory top;
  private final List<Directory> directories = new ArrayList<>();
  private final List<File> files = new ArrayList<>();
  private boolean forcesAll;
  private Runnable afterForceAll = () -> {};
  private long stepsLeft = Long.MAX_VALUE;
  private boolean dead;
  private String refusal;
  private boolean refusesDelete;
  private Random random = new Random(0);

  /** Shared by all disks, so that time continues on a disk left by another. */
  private static final AtomicLong MOMENTS = new AtomicLong();

  SimulatedDisk(Path root) {
    this(new Directory());
    Directory parent = top;
    for (Path name : root) {
      Directory child = new Directory();
      directories.add(child);
      parent.names.put(name.toString(), child);
      parent.durable.put(name.toString(), child);
      parent = child;
    }
  }

  private SimulatedDisk(Directory top) {
    this.top = top;
  }

  /** Allows this many changes and cuts the next one short. */
  synchronized void stopAfter(long steps, Random how) {
    stepsLeft = steps;
    random = how;
  }

  /** Chooses whether everything is made durable at once or file by file. */
  synchronized void forceAll(boolean all) {
    forcesAll = all;
  }

  /** Sets a task to run at the end of the next sync of everything, before it returns. */
  synchronized void afterForceAll(Runnable task) {
    afterForceAll = task;
  }

  /** Makes every write that takes space fail for this reason; null ends that. */
  synchronized void refuse(String reason, boolean deletesToo) {
    refusal = reason;
    refusesDelete = deletesToo;
  }

  /** Returns the content of a file. */
  synchronized byte[] content(Path file) {
    return ((File) find(file)).content.clone();
  }

  /** Damages a file, or removes it if no content is left. */
  synchronized void overwrite(Path path, UnaryOperator<byte[]> damage) {
    byte[] damaged = find(path) instanceof File file ? damage.apply(file.content.clone()) : null;
    if (damaged == null) {
      ((Directory) find(path.getParent())).change(name(path), null, new Move());
    } else {
      ((File) find(path)).content = damaged;
    }
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** Returns the disk as a new process finds it after the old one died. */
  synchronized SimulatedDisk afterKill() {
    return new SimulatedDisk(top.copy(new HashMap<>()));
  }

  /** Returns the disk as it is after a power failure. */
  synchronized SimulatedDisk afterPowerCut() {
    for (Directory directory : directories) {
      directory.settle(random.nextInt(directory.pending.size() + 1));
    }
    boolean settled = false;
    while (!settled) {
      settled = true;
      for (Directory directory : directories) {
        settled &= !directory.settle(0);
      }
    }
    return new SimulatedDisk(top.survivor(random, new HashMap<>()));
  }

  /** Counts a step; the one that fails is the last. */
  private void step() throws IOException {
    if (dead) {
      throw new IOException("the machine is off");
    }
    if (stepsLeft-- <= 0) {
      dead = true;
      throw new IOException("the machine stops");
    }
  }

  private void refuse(Path path, boolean really) throws IOException {
    if (really) {
      throw new FileSystemException(path.toString(), null, refusal);
    }
  }

  private Directory parent(Path path) throws IOException {
    Node node = find(path.getParent());
    if (node instanceof Directory directory) {
      return directory;
    }
    throw new NoSuchFileException(path.toString());
  }

  private Node find(Path path) {
    Node node = top;
    for (Path name : path) {
      if (!(node instanceof Directory directory)) {
        return null;
      }
      node = directory.names.get(name.toString());
    }
    return node;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  @Override
  public synchronized DiskFile create(Path file) throws IOException {
    Directory parent = parent(file);
    if (parent.names.containsKey(name(file))) {
      throw new FileAlreadyExistsException(file.toString());
    }
    step();
    refuse(file, refusal != null);
    File made = new File();
    files.add(made);
    parent.change(name(file), made, new Move());
    return new Handle(made);
  }

  @Override
  public synchronized DiskFile open(Path file, boolean toWrite) throws IOException {
    if (dead) {
      throw new IOException("the machine is off");
    }
    Node node = find(file);
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    if (node instanceof File found) {
      return new Handle(found);
    }
    throw new IOException("Is a directory");
  }

  @Override
  public DiskFile openUnknown(Path file) throws IOException {
    if (isDirectory(file)) {
      throw new NotRegularFileException(file, "a directory");
    }
    return open(file, false);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    Node node = find(from);
    if (node == null) {
      throw new NoSuchFileException(from.toString());
    }
    Directory target = parent(to);
    if (target.names.get(name(to)) instanceof Directory) {
      throw new DirectoryNotEmptyException(to.toString());
    }
    step();
    Move move = new Move();
    target.change(name(to), node, move);
    parent(from).change(name(from), null, move);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    if (node instanceof Directory directory && !directory.names.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    refuse(path, refusesDelete);
    step();
    parent(path).change(name(path), null, new Move());
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    Directory parent = parent(directory);
    if (parent.names.containsKey(name(directory))) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    step();
    Directory made = new Directory();
    directories.add(made);
    parent.change(name(directory), made, new Move());
  }

  @Override
  public synchronized boolean exists(Path path) {
    return find(path) != null;
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    return find(path) instanceof Directory;
  }

  @Override
  public void list(Path directory, NameVisitor visitor) throws IOException {
    List<String> names;
    synchronized (this) {
      if (!(find(directory) instanceof Directory found)) {
        throw new NoSuchFileException(directory.toString());
      }
      names = new ArrayList<>(found.names.keySet());
    }
    for (String name : names) {
      visitor.visit(name);
    }
  }

  @Override
  public synchronized long changedAt(Path directory) throws IOException {
    if (find(directory) instanceof Directory found) {
      return found.changedAt;
    }
    throw new NoSuchFileException(directory.toString());
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    if (!(find(directory) instanceof Directory found)) {
      throw new NoSuchFileException(directory.toString());
    }
    step();
    found.force();
  }

  @Override
  public synchronized int forceAllFrom() {
    return forcesAll ? 1 : Integer.MAX_VALUE;
  }

  @Override
  public void forceAll(Path directory) throws IOException {
    Runnable next;
    synchronized (this) {
      step();
      directories.forEach(Directory::force);
      files.forEach(File::forced);
      next = afterForceAll;
      afterForceAll = () -> {};
    }
    next.run();
  }

  private abstract static class Node {

    abstract Node copy(Map<Node, Node> copies);

    abstract Node survivor(Random random, Map<Node, Node> survivors);
  }

  /** A rename, which survives in both of its directories or in neither. */
  private static final class Move {
    boolean survives;
  }

  private record Change(String name, Node node, Move move, long moment) {}

  private static final class Directory extends Node {

    final Map<String, Node> names = new TreeMap<>();
    final Map<String, Node> durable = new TreeMap<>();
    final List<Change> pending = new ArrayList<>();
    long changedAt = MOMENTS.incrementAndGet();
    long durablyChangedAt = changedAt;

    void change(String name, Node node, Move move) {
      apply(names, name, node);
      changedAt = MOMENTS.incrementAndGet();
      pending.add(new Change(name, node, move, changedAt));
    }

    void force() {
      durable.clear();
      durable.putAll(names);
      durablyChangedAt = changedAt;
      pending.forEach(change -> change.move().survives = true);
      pending.clear();
    }

    /** Keeps changes up to some moment, and at least up to the last surviving move. */
    boolean settle(int atLeast) {
      int count = atLeast;
      for (int i = count; i < pending.size(); i++) {
        if (pending.get(i).move().survives) {
          count = i + 1;
        }
      }
      boolean settlesMore = false;
      for (Change change : pending.subList(0, count)) {
        settlesMore |= !change.move().survives;
        change.move().survives = true;
      }
      return settlesMore;
    }

    private static void apply(Map<String, Node> names, String name, Node node) {
      if (node == null) {
        names.remove(name);
      } else {
        names.put(name, node);
      }
    }

    @Override
    Directory copy(Map<Node, Node> copies) {
      Directory copy = new Directory();
      copies.put(this, copy);
      names.forEach((name, node) -> copy.names.put(name, copied(node, copies)));
      durable.forEach((name, node) -> copy.durable.put(name, copied(node, copies)));
      pending.forEach(
          change ->
              copy.pending.add(
                  new Change(
                      change.name(),
                      change.node() == null ? null : copied(change.node(), copies),
                      change.move(),
                      change.moment())));
      copy.changedAt = changedAt;
      copy.durablyChangedAt = durablyChangedAt;
      return copy;
    }

    private static Node copied(Node node, Map<Node, Node> copies) {
      Node copy = copies.get(node);
      if (copy == null) {
        copy = node.copy(copies);
        copies.put(node, copy);
      }
      return copy;
    }

    @Override
    Directory survivor(Random random, Map<Node, Node> survivors) {
      Map<String, Node> left = new TreeMap<>(durable);
      long leftAt = durablyChangedAt;
      for (Change change : pending) {
        if (change.move().survives) {
          apply(left, change.name(), change.node());
          leftAt = change.moment();
        }
      }
      Directory survivor = new Directory();
      left.forEach(
          (name, node) -> {
            Node child = survivors.get(node);
            if (child == null) {
              child = node.survivor(random, survivors);
              survivors.put(node, child);
            }
            survivor.names.put(name, child);
          });
      survivor.durable.putAll(survivor.names);
      survivor.changedAt = leftAt;
      survivor.durablyChangedAt = leftAt;
      return survivor;
    }
  }

  private record Write(int position, byte[] bytes) {}

  private static final class File extends Node {

    // Contents are immutable: a write creates a new one.
    byte[] content = new byte[0];
    byte[] durable = new byte[0];
    List<Write> pending = new ArrayList<>();

    void write(int position, byte[] bytes) {
      content = written(content, position, bytes, 0, bytes.length);
      pending.add(new Write(position, bytes));
    }

    void forced() {
      durable = content;
      pending.clear();
    }

    private static byte[] written(byte[] old, int position, byte[] bytes, int from, int length) {
      int end = position + from + length;
      byte[] now = end > old.length ? Arrays.copyOf(old, end) : old.clone();
      System.arraycopy(bytes, from, now, position + from, length);
      return now;
    }

    @Override
    File copy(Map<Node, Node> copies) {
      File copy = new File();
      copy.content = content;
      copy.durable = durable;
      copy.pending = new ArrayList<>(pending);
      return copy;
    }

    @Override
    File survivor(Random random, Map<Node, Node> survivors) {
      byte[] left = durable;
      for (Write write : pending) {
        int from = 0;
        while (from < write.bytes().length) {
          int next = SECTOR - (write.position() + from) % SECTOR;
          int length = Math.min(next, write.bytes().length - from);
          if (random.nextInt(3) > 0) {
            left = written(left, write.position(), write.bytes(), from, length);
          }
          from += length;
        }
      }
      File survivor = new File();
      survivor.content = left;
      survivor.durable = left;
      return survivor;
    }
  }

  private final class Handle implements DiskFile {

    private final File file;

    Handle(File file) {
      this.file = file;
    }

    @Override
    public int read(long position, byte[] target, int from, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        if (dead) {
          throw new IOException("the machine is off");
        }
        int count = Math.max(0, Math.min(length, file.content.length - (int) position));
        if (count > 0) {
          System.arraycopy(file.content, (int) position, target, from, count);
        }
        return count;
      }
    }

    @Override
    public void write(long position, byte[] source, int from, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        byte[] bytes = Arrays.copyOfRange(source, from, from + length);
        try {
          step();
        } catch (IOException e) {
          if (stepsLeft == -1) {
            cutShort((int) position, bytes);
          }
          throw e;
        }
        if (refusal != null && (refusesDelete || position + length > file.content.length)) {
          throw new IOException(refusal);
        }
        file.write((int) position, bytes);
      }
    }

    /** A write within one page is atomic; longer ones arrive page by page. */
    private void cutShort(int position, byte[] bytes) {
      stepsLeft--;
      int pages = (position + bytes.length - 1) / ONE_STEP - position / ONE_STEP + 1;
      int reached = (position / ONE_STEP + random.nextInt(pages + 1)) * ONE_STEP;
      int length = Math.min(bytes.length, reached - position);
      if (length > 0) {
        file.write(position, Arrays.copyOf(bytes, length));
      }
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return file.content.length;
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedDisk.this) {
        step();
        file.forced();
      }
    }

    @Override
    public void close() {}
  }
}
