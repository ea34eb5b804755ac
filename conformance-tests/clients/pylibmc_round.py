"""A round of every command of pylibmc. Usage: pylibmc_round.py HOST PORT text|binary"""

import sys

try:
    import pylibmc
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


def raises(what, kind, call):
    try:
        same(what, call(), kind.__name__)
    except kind:
        same(what, True, True)


def unless_missing(call):
    """Over the binary protocol the client raises where over text it returns False."""
    try:
        return call()
    except pylibmc.NotFound:
        return False


binary = sys.argv[3] == "binary"
client = pylibmc.Client(
    [f"{sys.argv[1]}:{sys.argv[2]}"],
    binary=binary,
    behaviors={"cas": True, "tcp_nodelay": True, "ketama": True},
)
same("flush_all", client.flush_all(), True)
same("add", client.add("key", "1"), True)
same("add again", client.add("key", "2"), False)
same("get", client.get("key"), "1")
same("get nothing", client.get("none"), None)
same("replace", client.replace("key", "b"), True)
same("replace nothing", unless_missing(lambda: client.replace("none", "b")), False)
same("append", client.append("key", "c"), True)
same("prepend", client.prepend("key", "a"), True)
same("append to nothing", unless_missing(lambda: client.append("none", "c")), False)
same("get", client.get("key"), "abc")
value, cas = client.gets("key")
same("gets", value, "abc")
same("cas", client.cas("key", "new", cas), True)
same("cas again", client.cas("key", "newer", cas), False)
raises("cas nothing", pylibmc.NotFound, lambda: client.cas("none", "x", cas))
same("touch", client.touch("key", 100), True)
same("touch nothing", unless_missing(lambda: client.touch("none", 100)), False)
same("set number", client.set("count", 9), True)
same("incr", client.incr("count", 2), 11)
same("decr", client.decr("count", 3), 8)
same("get counter", client.get("count"), 8)
raises("incr nothing", pylibmc.NotFound, lambda: client.incr("none"))
client.set_multi({"c1": 1, "c2": 2})
client.incr_multi(["c1", "c2"], delta=10)
same("incr_multi", client.get_multi(["c1", "c2"]), {"c1": 11, "c2": 12})
same("set object", client.set("object", {"a": [1, 2.5, None]}), True)
same("get object", client.get("object"), {"a": [1, 2.5, None]})
same("set compressed", client.set("zip", "x" * 100000, min_compress_len=100), True)
same("get compressed", client.get("zip"), "x" * 100000)
same("set_multi", client.set_multi({"m1": "1", "m2": "2"}), [])
same("add_multi", client.add_multi({"m3": "3"}), [])
same("get_multi", client.get_multi(["m1", "m2", "m3", "m4"]), {"m1": "1", "m2": "2", "m3": "3"})
same("delete_multi", client.delete_multi(["m1", "m2", "m3"]), True)
same("get_multi", client.get_multi(["m1", "m2", "m3"]), {})
many = {f"many-{i}": i for i in range(1000)}
same("set_multi 1000", client.set_multi(many), [])
same("get_multi 1000", client.get_multi(list(many)), many)
same("delete", client.delete("key"), True)
same("delete again", client.delete("key"), False)
raises("too large", pylibmc.Error, lambda: client.set("key", "x" * (1 << 20)))
same("get_stats", int(client.get_stats()[0][1]["curr_items"]) > 0, True)
client.behaviors["no_block"] = True
client.set("unblocked", "x")
client.behaviors["no_block"] = False
same("get", client.get("unblocked"), "x")
copy = client.clone()
same("clone", copy.get("unblocked"), "x")
copy.disconnect_all()
same("flush_all", client.flush_all(), True)
same("get after flush_all", client.get("unblocked"), None)
client.disconnect_all()
print(f"pylibmc {pylibmc.__version__} {sys.argv[3]}: {checks} checks, {failed} failed")
sys.exit(failed > 0)
