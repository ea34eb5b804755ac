"""Writes until the server goes, remembering what was acknowledged and when; checks it afterwards.

acknowledged.py write PORT FILE           until the connections break
acknowledged.py check PORT ENGINE FILE... which of it is missing
"""

import json
import os
import socket
import sys
import threading
import time

CONNECTIONS = 8
PIPELINE = 16
KEYS_PER_GET = 100


def key_of(file, connection, number):
    return f"{os.path.basename(file)}-{connection}-{number}"


def value_of(key):
    return (key + " ") * (1 + hash_of(key) % 20)


def hash_of(key):
    result = 0
    for character in key:
        result = (result * 31 + ord(character)) % 1000003
    return result


def write(port, file):
    """Each connection writes its own keys, in order; batches are noted with the time of their end."""
    notes = [[] for _ in range(CONNECTIONS)]  # for each connection: [acknowledged so far, when]

    def writer(connection):
        number = 0
        try:
            with socket.create_connection(("127.0.0.1", port), 10) as client:
                replies = client.makefile("rb")
                while True:
                    request = []
                    for i in range(PIPELINE):
                        key = key_of(file, connection, number + i)
                        value = value_of(key)
                        request.append(f"set {key} 0 0 {len(value)}\r\n{value}\r\n")
                    client.sendall("".join(request).encode())
                    for _ in range(PIPELINE):
                        if replies.readline() != b"STORED\r\n":
                            return
                        number += 1
                        if number == 1:
                            open(file + ".begun", "w").close()
                        if number % PIPELINE == 0:
                            notes[connection].append([number, time.time()])
        except OSError:
            pass
        finally:
            notes[connection].append([number, time.time()])

    threads = [threading.Thread(target=writer, args=(c,)) for c in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(file, "w") as out:
        json.dump(notes, out)


def read(client, replies, keys):
    client.sendall(("get " + " ".join(keys) + "\r\n").encode())
    found = {}
    while True:
        line = replies.readline().split()
        if line == [b"END"]:
            return found
        if not line or line[0] != b"VALUE":
            raise SystemExit(f"unexpected reply {line}")
        found[line[1].decode()] = replies.read(int(line[3]) + 2)[:-2].decode()


def check(port, engine, files):
    asked = missing = wrong = 0
    oldest = 0.0
    with socket.create_connection(("127.0.0.1", port), 60) as client:
        replies = client.makefile("rb")
        for file in files:
            with open(file) as source:
                notes = json.load(source)
            with open(file + ".killed") as source:
                killed = float(source.read())
            for connection, batches in enumerate(notes):
                done = batches[-1][0]
                for start in range(0, done, KEYS_PER_GET):
                    numbers = range(start, min(done, start + KEYS_PER_GET))
                    keys = [key_of(file, connection, n) for n in numbers]
                    found = read(client, replies, keys)
                    asked += len(keys)
                    for number, key in zip(numbers, keys):
                        if key not in found:
                            missing += 1
                            when = next(when for upto, when in batches if number < upto)
                            oldest = max(oldest, killed - when)
                        elif found[key] != value_of(key):
                            wrong += 1
    print(f"acknowledged {asked}, missing {missing}, wrong {wrong}"
          + (f", the oldest from {oldest:.3f} s before the kill" if missing else ""))
    allowed = 0.0 if "sync=always" in engine else 1.0
    if asked == 0 or wrong or (missing and (allowed == 0.0 or oldest > allowed)):
        sys.exit(1)


if sys.argv[1] == "write":
    write(int(sys.argv[2]), sys.argv[3])
else:
    check(int(sys.argv[2]), sys.argv[3], sys.argv[4:])
