# A round of every command of Dalli. Usage: dalli_round.rb HOST PORT binary|meta
begin
  require "dalli"
rescue LoadError
  exit 77
end

protocol = ARGV[2]
# The meta protocol came with Dalli 3.2; what comes after 4 speaks nothing else.
version = Gem::Version.new(Dalli::VERSION)
exit 77 if protocol == "meta" && version < Gem::Version.new("3.2.0")
exit 77 if protocol == "binary" && version >= Gem::Version.new("5.0.0")

$failed = 0
$checks = 0

def same(what, got, wanted)
  $checks += 1
  return if got == wanted

  $failed += 1
  puts "  #{what}: wanted #{wanted.inspect}, got #{got.inspect}"
end

Dalli.logger.level = Logger::FATAL
options = { namespace: "rb", compress: true }
options[:protocol] = protocol.to_sym if version >= Gem::Version.new("3.2.0") && version < Gem::Version.new("5.0.0")
client = Dalli::Client.new("#{ARGV[0]}:#{ARGV[1]}", options)

client.flush_all
client.alive!
same "add", !!client.add("key", "1"), true
same "add again", !!client.add("key", "2"), false
same "get", client.get("key"), "1"
same "get nothing", client.get("none"), nil
same "replace", !!client.replace("key", "x"), true
client.replace("none", "x")
same "replace nothing", client.get("none"), nil
client.set("raw", "b", 0, raw: true)
same "append", !!client.append("raw", "c"), true
same "prepend", !!client.prepend("raw", "a"), true
same "append to nothing", !!client.append("none", "c"), false
same "get raw", client.get("raw", raw: true), "abc"
value, cas = client.get_cas("key")
same "get_cas", value, "x"
same "set_cas", !!client.set_cas("key", "new", cas), true
same "set_cas again", !!client.set_cas("key", "newer", cas), false
same "cas", !!client.cas("key") { |v| v + "!" }, true
same "cas of nothing", client.cas("none") { |v| v }, nil
same "cas!", !!client.cas!("made") { |_| "made" }, true
same "get", client.get("key"), "new!"
_, cas = client.get_cas("key")
same "replace_cas", !!client.replace_cas("key", "again", cas), true
same "replace_cas again", !!client.replace_cas("key", "never", cas), false
same "get_multi_cas", client.get_multi_cas("key", "none").keys, ["key"]
same "fetch", client.fetch("fetched", 100) { "made" }, "made"
same "fetch again", client.fetch("fetched", 100) { "not made" }, "made"
same "touch", !!client.touch("key", 100), true
same "touch nothing", !!client.touch("none", 100), false
same "gat", client.gat("key", 100), "again"
same "gat nothing", client.gat("none", 100), nil
same "incr from", client.incr("count", 1, 0, 10), 10
same "incr", client.incr("count", 5), 15
same "decr", client.decr("count", 7), 8
same "decr below", client.decr("count", 100), 0
same "incr nothing", client.incr("none"), nil
same "decr nothing", client.decr("none"), nil
same "decr from", client.decr("down", 1, 0, 50), 50
client.set("object", { "a" => [1, 2.5, nil] }, 100)
same "get object", client.get("object"), { "a" => [1, 2.5, nil] }
client.set("zip", "x" * 100_000)
same "get compressed", client.get("zip"), "x" * 100_000
client.set("empty", "", 0, raw: true)
same "get empty", client.get("empty", raw: true), ""
1000.times { |i| client.set("many-#{i}", i) }
same "get_multi", client.get_multi((0...1100).map { |i| "many-#{i}" }).size, 1000
client.multi do
  client.set("quiet", "q")
  client.add("quiet", "lost")
  client.replace("quiet", "r")
  client.delete("fetched")
end
same "multi", client.get("quiet"), "r"
same "multi deleted", client.get("fetched"), nil
same "delete", !!client.delete("key"), true
same "delete again", !!client.delete("key"), false
_, cas = client.get_cas("quiet")
same "delete_cas again", !!client.delete_cas("quiet", cas + 1), false
same "delete_cas", !!client.delete_cas("quiet", cas), true
begin
  Dalli::Client.new("#{ARGV[0]}:#{ARGV[1]}", options.merge(value_max_bytes: 1 << 24))
               .set("large", Random.new(1).bytes(1 << 20))
  same "too large", "stored", "refused"
rescue Dalli::DalliError
  same "too large", true, true
end
same "version", client.version.size, 1
same "stats", client.stats.values.first["curr_items"].to_i.positive?, true
same "stats settings", client.stats(:settings).values.first["item_size_max"], "1048576"
same "reset_stats", !client.reset_stats.values.empty?, true if client.reset_stats.respond_to?(:values)
client.flush_all
same "get after flush_all", client.get("raw", raw: true), nil
client.close
puts "Dalli #{Dalli::VERSION} #{protocol}: #{$checks} checks, #{$failed} failed"
exit $failed.zero? ? 0 : 1
