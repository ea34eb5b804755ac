"""Changes items until the server goes, remembering what was acknowledged; checks it afterwards.

acknowledged.py work PORT STATE [SEED]    until the connections break
acknowledged.py check PORT STATE          whether each key is what was acknowledged

Every key has one writer. What a key may be after a crash is what was acknowledged last, or what one
of the operations behind that, sent and not answered, would have made of it; and nothing, if a
flush_all came after it. Anything else is lost or has risen from the dead.
"""

import os
import pickle
import random
import socket
import sys
import threading
import time

WRITERS = 6
KEYS = 150
PIPELINE = 8
LARGE_KEYS = 5
LARGEST = 20 << 20
LONG = 1_000_000
# Times are in whole seconds on the server's side.
SLACK = 1.2

GONE = None


def value_of(key, version):
    chance = random.Random(f"{key} {version}")
    if key.startswith("large"):
        length = chance.choice([50_000, 300_000, 1_000_000, 5_000_000, LARGEST])
    else:
        length = chance.choice([50, 100, 500, 2_000, 20_000])
    pattern = f"{key} {version} ".encode()
    return (pattern * (length // len(pattern) + 1))[:length]


class Key:
    """A state is GONE or (what, ttl): what is ("value", version) or ("counter", number)."""

    def __init__(self, name):
        self.name = name
        self.state = GONE
        self.sent = self.acknowledged = 0.0
        self.versions = 0
        self.maybe = []  # (state, sent) of operations without an answer

    def settle(self, state, sent):
        self.state = state
        self.sent = sent
        self.acknowledged = time.time()


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.replies = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        line = self.replies.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the server is gone")
        return line[:-2]


def wrong(text):
    print(text, file=sys.stderr)
    os._exit(2)


def request(key, believed, chance):
    """A request, the state that it makes if all goes well, and its kind."""
    name = key.name.encode()
    ttl = believed[1] if believed else 0
    if key.name.startswith("counter"):
        kind = chance.choice(["incr", "incr", "incr", "touch", "delete", "start"])
        if kind == "incr":
            number = believed[0][1] + 1 if believed else 0
            made = (("counter", number), ttl) if believed else GONE
            return b"incr %s 1\r\n" % name, made, kind
    else:
        kind = chance.choice(["set", "set", "set", "delete", "touch"])
    if kind == "delete":
        return b"delete %s\r\n" % name, GONE, kind
    if kind == "touch":
        ttl = chance.choice([0, LONG])
        return b"touch %s %d\r\n" % (name, ttl), (believed[0], ttl) if believed else GONE, kind
    if kind == "start":
        number = chance.randrange(1000)
        data = b"%d" % number
        return b"set %s 0 0 %d\r\n%s\r\n" % (name, len(data), data), (("counter", number), 0), "set"
    key.versions += 1
    data = value_of(key.name, key.versions)
    ttl = chance.choice([0, 0, LONG])
    head = b"set %s 0 %d %d\r\n" % (name, ttl, len(data))
    return head + data + b"\r\n", (("value", key.versions), ttl), "set"


def settle(key, kind, made, sent, reply):
    if kind == "set" and reply == b"STORED":
        key.settle(made, sent)
    elif kind == "delete" and reply in (b"DELETED", b"NOT_FOUND"):
        key.settle(GONE, sent)
    elif kind in ("touch", "incr", "cas") and reply == b"NOT_FOUND":
        key.settle(GONE, sent)
    elif kind == "incr" and reply.isdigit():
        ttl = key.state[1] if key.state else 0
        key.settle((("counter", int(reply)), ttl), sent)
    elif kind == "touch" and reply == b"TOUCHED" and key.state:
        key.settle((key.state[0], made[1] if made else 0), sent)
    elif kind == "cas" and reply == b"STORED":
        key.settle(made, sent)
    elif kind == "touch" and reply == b"TOUCHED":
        wrong(f"{key.name} was gone, and is touched")
    else:
        wrong(f"{kind} {key.name} was answered with {reply}")


def write(port, keys, pipeline, seed):
    chance = random.Random(seed)
    sending = []  # sent, not answered
    try:
        connection = Connection(port)
        while True:
            if chance.random() < 0.1:
                key = chance.choice([k for k in keys if not k.name.startswith("counter")])
                compare_and_swap(connection, key, chance, sending)
                continue
            believed = {}
            data = []
            for _ in range(pipeline):
                key = chance.choice(keys)
                before = believed.get(key, key.state)
                one, made, kind = request(key, before, chance)
                believed[key] = made
                data.append(one)
                sending.append((key, made, kind, time.time()))
            connection.send(b"".join(data))
            for _ in range(pipeline):
                reply = connection.line()
                settle(*sending[0][:1], sending[0][2], sending[0][1], sending[0][3], reply)
                sending.pop(0)
    except OSError:
        for key, made, _, sent in sending:
            key.maybe.append((made, sent))


def compare_and_swap(connection, key, chance, sending):
    connection.send(b"gets %s\r\n" % key.name.encode())
    line = connection.line()
    if line == b"END":
        return
    words = line.split()
    connection.replies.read(int(words[3]) + 2)
    connection.line()
    key.versions += 1
    data = value_of(key.name, key.versions)
    made = (("value", key.versions), 0)
    sending.append((key, made, "cas", time.time()))
    head = b"cas %s 0 0 %d %s\r\n" % (key.name.encode(), len(data), words[4])
    connection.send(head + data + b"\r\n")
    settle(key, "cas", made, sending[0][3], connection.line())
    sending.pop(0)


def flush(port, flushes, chance):
    """At most one flush, at once or to come, some time in between."""
    delay = chance.choice([None, None, None, None, 0, 0, 2, 3])
    if delay is None:
        return
    one = None
    try:
        connection = Connection(port)
        time.sleep(chance.random())
        one = [time.time(), None, delay]
        flushes.append(one)
        connection.send(b"flush_all %d\r\n" % delay if delay else b"flush_all\r\n")
        if connection.line() != b"OK":
            wrong("flush_all was refused")
        one[1] = time.time()
    except OSError:
        pass


def load(file):
    if os.path.exists(file):
        with open(file, "rb") as source:
            return pickle.load(source)
    groups = []
    for writer in range(WRITERS):
        names = [f"{kind}-{writer}-{i}" for i in range(KEYS) for kind in ("value", "counter")]
        groups.append([Key(name) for name in names])
    groups.append([Key(f"large-{i}") for i in range(LARGE_KEYS)])
    return {"groups": groups, "flushes": []}


def save(file, state):
    with open(file + ".new", "wb") as out:
        pickle.dump(state, out)
    os.replace(file + ".new", file)


def work(port, file, seed):
    state = load(file)
    chance = random.Random(seed)
    threads = []
    for i, keys in enumerate(state["groups"]):
        pipeline = 1 if keys[0].name.startswith("large") else PIPELINE
        threads.append(threading.Thread(target=write, args=(port, keys, pipeline, f"{seed} {i}")))
    threads.append(threading.Thread(target=flush, args=(port, state["flushes"], chance)))
    for thread in threads:
        thread.start()
    open(file + ".begun", "w").close()
    for thread in threads:
        thread.join()
    state["end"] = time.time()
    save(file, state)


def outcomes(state, sent, acknowledged, flushes, end):
    possible = {state}
    for begun, answered, delay in flushes:
        slack = SLACK if delay else 0
        first = begun + delay - slack
        last = (answered or end) + delay + slack
        if sent > last:
            continue
        if answered and acknowledged < first:
            possible = {GONE}
        else:
            possible.add(GONE)
    return possible


def read(connection, key):
    connection.send(b"mg %s v t\r\n" % key.name.encode())
    words = connection.line().split()
    if words == [b"EN"]:
        return GONE, "nothing"
    if words[0] != b"VA":
        raise SystemExit(f"unexpected reply {words}")
    data = connection.replies.read(int(words[1]) + 2)[:-2]
    ttl = 0 if words[2] == b"t-1" else LONG
    if ttl and not LONG - 3600 < int(words[2][1:]) <= LONG:
        return ("?", ttl), f"a time to live of {words[2]}"
    if key.name.startswith("counter"):
        return (("counter", int(data)), ttl), f"{data} with ttl {ttl}"
    text = data[:80].decode("latin-1").split()
    version = int(text[1]) if len(text) > 1 and text[1].isdigit() else -1
    if data != value_of(key.name, version):
        return ("?", ttl), f"bytes that were never written, {data[:60]}"
    return (("value", version), ttl), f"version {version} with ttl {ttl}"


def check(port, file):
    state = load(file)
    flushes = state["flushes"]
    end = state["end"]
    if flushes:
        latest = max((answered or end) + delay for _, answered, delay in flushes)
        time.sleep(max(0.0, latest + SLACK - time.time()))
    connection = Connection(port)
    bad = alive = open_ends = 0
    keys = [key for group in state["groups"] for key in group]
    for key in keys:
        possible = outcomes(key.state, key.sent, key.acknowledged, flushes, end)
        for made, sent in key.maybe:
            open_ends += 1
            possible |= outcomes(made, sent, end, flushes, end)
        found, words = read(connection, key)
        alive += found is not GONE
        if found not in possible:
            bad += 1
            if bad <= 10:
                print(f"{key.name} is {words}, and may be {possible}", file=sys.stderr)
        key.maybe = []
        key.settle(found if found != GONE and found[0] != "?" else GONE, time.time())
    state["flushes"] = []
    save(file, state)
    told = ", ".join(f"flush_all {delay}{'' if answered else ' unanswered'}"
                     for _, answered, delay in flushes) or "no flush"
    print(f"{len(keys)} keys, {alive} there, {open_ends} changes without an answer, {told}: {bad} wrong")
    if bad:
        sys.exit(1)


if sys.argv[1] == "work":
    work(int(sys.argv[2]), sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else str(time.time()))
else:
    check(int(sys.argv[2]), sys.argv[3])
