package dev.memotor.server.admin;

/** What the page shows of the server as numbers over time. */
enum Series {
  OPERATIONS("ops"),
  GETS("gets"),
  SETS("sets"),
  COUNTS("counts"),
  HIT_RATIO("hitRatio"),
  P50("p50"),
  P99("p99"),
  P999("p999"),
  ENGINE_P99("engineP99"),
  LAG("lag"),
  CONNECTIONS("connections"),
  ITEMS("items"),
  BYTES("bytes"),
  HEAP("heap"),
  BYTES_READ("read"),
  BYTES_WRITTEN("written"),
  FAILURES("failures");

  private final String json;

  Series(String json) {
    this.json = json;
  }

  String json() {
    return json;
  }
}
