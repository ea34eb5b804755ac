package dev.memotor.benchmarks.profile;

/** Whose code a frame is, by its package. */
enum Layer {
  SERVER("memotor server", "#f0a04b", "dev.memotor.server"),
  ENGINE("memotor engines", "#e8705f", "dev.memotor.engine"),
  NETTY("Netty", "#7fb3d5", "io.netty"),
  ROCKSDB("RocksDB", "#a97fc9", "org.rocksdb"),
  JDK("Java", "#d8d8d8", "java", "jdk", "sun"),
  OTHER("other", "#efe3a0");

  private final String label;
  private final String colour;
  private final String[] packages;

  Layer(String label, String colour, String... packages) {
    this.label = label;
    this.colour = colour;
    this.packages = packages;
  }

  String label() {
    return label;
  }

  String colour() {
    return colour;
  }

  static Layer of(String frame) {
    for (Layer layer : values()) {
      for (String name : layer.packages) {
        if (frame.startsWith(name + ".")) {
          return layer;
        }
      }
    }
    return OTHER;
  }
}
