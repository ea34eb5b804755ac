"""A round of every command of pymemcache (text). Usage: pymemcache_round.py HOST PORT"""

import sys

try:
    from pymemcache import __version__
    from pymemcache.client.base import Client
    from pymemcache.exceptions import MemcacheClientError, MemcacheServerError
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


client = Client((sys.argv[1], int(sys.argv[2])), default_noreply=False, timeout=10, key_prefix=b"py:")
client.flush_all()
for noreply in (False, True):
    said = (lambda value: True) if noreply else (lambda value: value)
    key = f"key-{noreply}"
    same("add", client.add(key, b"1", noreply=noreply), True)
    same("add again", client.add(key, b"2", noreply=noreply), said(False))
    same("get", client.get(key), b"1")
    same("replace", client.replace(key, b"b", noreply=noreply), True)
    same("replace nothing", client.replace("none", b"b", noreply=noreply), said(False))
    same("append", client.append(key, b"c", noreply=noreply), True)
    same("prepend", client.prepend(key, b"a", noreply=noreply), True)
    same("append to nothing", client.append("none", b"c", noreply=noreply), said(False))
    same("prepend to nothing", client.prepend("none", b"c", noreply=noreply), said(False))
    same("get", client.get(key), b"abc")
    value, cas = client.gets(key)
    same("gets", value, b"abc")
    same("cas", client.cas(key, b"new", cas, noreply=noreply), True)
    same("cas again", client.cas(key, b"newer", cas, noreply=noreply), said(False))
    same("cas nothing", client.cas("none", b"x", cas, noreply=noreply), said(None))
    same("touch", client.touch(key, 100, noreply=noreply), True)
    same("touch nothing", client.touch("none", 100, noreply=noreply), said(False))
    same("set", client.set("count", b"9", noreply=noreply), True)
    same("incr", client.incr("count", 2, noreply=noreply), None if noreply else 11)
    same("decr", client.decr("count", 3, noreply=noreply), None if noreply else 8)
    same("incr nothing", client.incr("none", 1, noreply=noreply), None)
    same("get counter", client.get("count").rstrip(), b"8")
    same("set with expiry", client.set(key, b"x", expire=100, noreply=noreply), True)
    same("set in the past", client.set("past", b"x", expire=-1, noreply=noreply), True)
    same("get past", client.get("past"), None)
    same("delete", client.delete(key, noreply=noreply), True)
    same("delete again", client.delete(key, noreply=noreply), said(False))
    same("set_many", client.set_many({"m1": b"1", "m2": b"2"}, noreply=noreply), [])
    same("get_many", client.get_many(["m1", "m2", "m3"]), {"m1": b"1", "m2": b"2"})
    same("gets_many", sorted(client.gets_many(["m1", "m2", "m3"])), ["m1", "m2"])
    same("delete_many", client.delete_many(["m1", "m2"], noreply=noreply), True)
    same("get_many", client.get_many(["m1", "m2"]), {})

many = {f"many-{i}": b"%d" % i for i in range(1000)}
same("set_many 1000", client.set_many(many), [])
same("get_many 1000", client.get_many(list(many)), many)
same("flags", client.set("flags", b"x", flags=0xFFFF), True)
client.set("text", b"abc")
raises("incr of text", MemcacheClientError, lambda: client.incr("text", 1))
raises("too large", MemcacheServerError, lambda: client.set("text", b"x" * (1 << 20)))
same("the old value is gone", client.get("text"), None)
same("version", client.version()[:2], b"1.")
same("stats", client.stats()[b"curr_items"] > 0, True)
plain = Client((sys.argv[1], int(sys.argv[2])))  # a prefix would go before the name of the group
same("stats settings", plain.stats("settings")[b"item_size_max"], 1048576)
same("stats items", isinstance(plain.stats("items"), dict), True)
same("stats slabs", isinstance(plain.stats("slabs"), dict), True)
plain.close()
same("flush_all", client.flush_all(), True)
same("get after flush_all", client.get("flags"), None)
same("flush_all with delay", client.flush_all(3600), True)
client.flush_all(noreply=True)
same("get", client.get("flags"), None)
client.quit()
print(f"pymemcache {__version__}: {checks} checks, {failed} failed")
sys.exit(failed > 0)
