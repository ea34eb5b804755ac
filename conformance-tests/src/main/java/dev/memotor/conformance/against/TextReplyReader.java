package dev.memotor.conformance.against;

import dev.memotor.conformance.wire.WireClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replies of the text protocols. */
final class TextReplyReader implements ReplyReader {

  private static final String ANSWER = "MN";
  private static final Set<String> META = Set.of("HD", "VA", "EN", "NF", "NS", "EX");

  @Override
  public byte[] question() {
    return "mn\r\n".getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public List<WireReply> read(WireClient client, RunKey key) throws IOException {
    List<WireReply> replies = new ArrayList<>();
    try {
      String line = client.readLine();
      while (!line.equals(ANSWER)) {
        String[] words = line.split(" ", -1);
        String value = value(client, words);
        replies.add(taken(words, value, key));
        if (value != null) {
          replies.add(WireReply.plain(key.notation(value)));
        }
        ReplyReader.limit(replies);
        line = client.readLine();
      }
    } catch (ProtocolException e) {
      replies.add(WireReply.plain("@garbled: " + e.getMessage()));
    } catch (NumberFormatException e) {
      replies.add(WireReply.plain("@garbled: a word instead of a number"));
    } catch (SocketTimeoutException e) {
      replies.add(WireReply.plain("@nothing more"));
    } catch (EOFException | SocketException e) {
      replies.add(WireReply.plain("@closed"));
    }
    return replies;
  }

  /** Reads the data block that a line announces; null if it announces none. */
  private static @Nullable String value(WireClient client, String[] words) throws IOException {
    boolean classic = words[0].equals("VALUE") && words.length > 3;
    boolean meta = words[0].equals("VA") && words.length > 1;
    if (!classic && !meta) {
      return null;
    }
    int length = Integer.parseInt(words[classic ? 3 : 1]);
    String value = new String(client.readExactly(length), StandardCharsets.ISO_8859_1);
    String end = client.readLine();
    return PaddedNumber.strip(value) + end;
  }

  private static WireReply taken(String[] words, @Nullable String value, RunKey key) {
    Parts parts = new Parts(key);
    if (words[0].equals("VALUE") && value != null) {
      parts.words(words[0], words[1], words[2], Integer.toString(value.length()));
      if (words.length > 4) {
        parts.cas("", words[4]);
      }
    } else if (META.contains(words[0])) {
      parts.words(words[0]);
      int flags = 1;
      if (value != null) {
        parts.words(Integer.toString(value.length()));
        flags = 2;
      }
      for (int i = flags; i < words.length; i++) {
        parts.metaFlag(words[i], value);
      }
    } else if (words[0].equals("ME") && words.length > 2) {
      parts.words(words[0], words[1]);
      for (int i = 2; i < words.length; i++) {
        parts.debugWord(words[i]);
      }
    } else {
      parts.words(words);
    }
    return parts.reply();
  }

  /** A line, built word by word. */
  private static final class Parts {

    private final RunKey key;
    private final StringBuilder shape = new StringBuilder();
    private final List<Long> casNumbers = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    Parts(RunKey key) {
      this.key = key;
    }

    void words(String... words) {
      for (String word : words) {
        shape.append(shape.isEmpty() ? "" : " ").append(key.notation(word));
      }
    }

    void cas(String before, String number) {
      casNumbers.add(Long.parseUnsignedLong(number));
      shape.append(' ').append(before).append(WireReply.CAS);
    }

    void time(String before, String number) {
      // Before 1.6.24 memcached showed exp= with the wrong sign (memcached#1100).
      times.add(Math.abs(Long.parseLong(number)));
      shape.append(' ').append(before).append(WireReply.TIME);
    }

    void metaFlag(String flag, @Nullable String value) {
      char letter = flag.isEmpty() ? ' ' : flag.charAt(0);
      String argument = flag.isEmpty() ? "" : flag.substring(1);
      if (letter == 'c') {
        cas("c", argument);
      } else if (letter == 'l' || letter == 't' && !argument.equals("-1")) {
        time(flag.substring(0, 1), argument);
      } else if (letter == 's' && value != null) {
        words("s" + value.length());
      } else {
        words(flag);
      }
    }

    void debugWord(String word) {
      if (word.equals("b")) {
        // Only newer releases show it, for a base64 key.
        return;
      }
      int equals = word.indexOf('=');
      String name = word.substring(0, equals + 1);
      String number = word.substring(equals + 1);
      switch (name) {
        case "cas=" -> cas(name, number);
        case "la=" -> time(name, number);
        case "exp=" -> {
          if (number.equals("-1")) {
            words(word);
          } else {
            time(name, number);
          }
        }
        // The layout of items in memory is up to the server.
        case "cls=", "size=" -> shape.append(' ').append(name).append("{#}");
        default -> words(word);
      }
    }

    WireReply reply() {
      return new WireReply(shape.toString(), casNumbers, times);
    }
  }
}
