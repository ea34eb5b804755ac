"""A round of every command of python-memcached (text). Usage: memcache_round.py HOST PORT"""

import sys

try:
    import memcache
except ImportError:
    sys.exit(77)

failed = 0
checks = 0


def same(what, got, wanted):
    global failed, checks
    checks += 1
    if got != wanted:
        failed += 1
        print(f"  {what}: wanted {wanted!r}, got {got!r}")


client = memcache.Client([f"{sys.argv[1]}:{sys.argv[2]}"], cache_cas=True)
client.flush_all()
same("add", bool(client.add("key", "1")), True)
same("add again", bool(client.add("key", "2")), False)
same("get", client.get("key"), "1")
same("replace", bool(client.replace("key", "b")), True)
same("replace nothing", bool(client.replace("none", "b")), False)
same("append", bool(client.append("key", "c")), True)
same("prepend", bool(client.prepend("key", "a")), True)
same("append to nothing", bool(client.append("none", "c")), False)
same("get", client.get("key"), "abc")
same("gets", client.gets("key"), "abc")
same("cas", bool(client.cas("key", "new")), True)
same("cas again", bool(client.cas("key", "newer")), False)
client.reset_cas()
same("touch", bool(client.touch("key", 100)), True)
same("touch nothing", bool(client.touch("none", 100)), False)
same("set", bool(client.set("count", 9)), True)
same("incr", client.incr("count", 2), 11)
same("decr", client.decr("count", 3), 8)
same("get counter", client.get("count"), 8)
same("incr nothing", client.incr("none"), None)
same("set object", bool(client.set("object", {"a": [1, 2.5, None]})), True)
same("get object", client.get("object"), {"a": [1, 2.5, None]})
same("set compressed", bool(client.set("zip", "x" * 100000, min_compress_len=100)), True)
same("get compressed", client.get("zip"), "x" * 100000)
same("set_multi", client.set_multi({"m1": "1", "m2": "2"}), [])
same("get_multi", client.get_multi(["m1", "m2", "m3"]), {"m1": "1", "m2": "2"})
same("set_multi with prefix", client.set_multi({"p1": "1"}, key_prefix="pre-"), [])
same("get_multi with prefix", client.get_multi(["p1"], key_prefix="pre-"), {"p1": "1"})
same("set_multi noreply", client.set_multi({"m1": "7"}, noreply=True), [])
same("get", client.get("m1"), "7")
same("delete_multi", client.delete_multi(["m1", "m2"]), 1)
same("get_multi", client.get_multi(["m1", "m2"]), {})
for command in (client.set, client.add, client.replace, client.append, client.prepend):
    command("quiet", "x", noreply=True)
client.incr("count", 1, noreply=True)
client.decr("count", 2, noreply=True)
client.touch("quiet", 100, noreply=True)
same("noreply", client.get_multi(["quiet", "count"]), {"quiet": "xxx", "count": 7})
client.delete("quiet", noreply=True)
same("get", client.get("quiet"), None)
same("delete", client.delete("key"), 1)
same("delete again", client.delete("key"), 1)
same("get_stats", int(client.get_stats()[0][1]["curr_items"]) > 0, True)
same("get_stats settings", client.get_stats("settings")[0][1]["item_size_max"], "1048576")
client.flush_all()
same("get after flush_all", client.get("count"), None)
client.disconnect_all()
print(f"python-memcached {memcache.__version__}: {checks} checks, {failed} failed")
sys.exit(failed > 0)
