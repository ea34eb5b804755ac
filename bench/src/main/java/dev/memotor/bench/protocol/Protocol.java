package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;

/** The languages that the generator speaks. */
public enum Protocol {
  TEXT,
  META,
  BINARY,

  /** Redis' own, to compare with a raw Redis. */
  RESP;

  public RequestWriter writer(Keyspace keyspace, Values values, int ttl) {
    return switch (this) {
      case TEXT -> new TextRequests(keyspace, values, ttl);
      case META -> new MetaRequests(keyspace, values, ttl);
      case BINARY -> new BinaryRequests(keyspace, values, ttl);
      case RESP -> new RespRequests(keyspace, values, ttl);
    };
  }

  public ReplyParser parser(
      Exchange exchange, Keyspace keyspace, Values values, boolean checkValues) {
    return switch (this) {
      case TEXT -> new TextReplies(exchange, values, checkValues, keyspace.items());
      case META -> new MetaReplies(exchange, values, checkValues, keyspace.items());
      case BINARY -> new BinaryReplies(exchange, values, checkValues);
      case RESP -> new RespReplies(exchange, values, checkValues);
    };
  }
}
