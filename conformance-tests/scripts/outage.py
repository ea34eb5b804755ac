"""Writes through outages, remembering what was acknowledged; checks it afterwards.

outage.py write PORT FILE STOP    until the file STOP is there
outage.py check PORT FILE [TIME]  which of it is missing; of what was acknowledged in the second before
                                  that time, or later, it only tells how many
"""

import json
import os
import socket
import sys
import threading
import time

CONNECTIONS = 16
PIPELINE = 8
KEYS_PER_GET = 100

# Nothing may take longer: memotor's own limit for an operation is a second.
PATIENCE = 10


def key_of(connection, number):
    return f"outage-{connection}-{number}"


def write(port, file, stop):
    acknowledged = [[] for _ in range(CONNECTIONS)]
    refused = [0] * CONNECTIONS
    slowest = [0.0] * CONNECTIONS
    faults = []

    def writer(me):
        number = 0
        try:
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
                replies = client.makefile("rb")
                while not os.path.exists(stop):
                    numbers = range(number, number + PIPELINE)
                    number += PIPELINE
                    begin = time.time()
                    client.sendall("".join(
                        f"set {key_of(me, n)} 0 0 {len(str(n))}\r\n{n}\r\n" for n in numbers).encode())
                    for n in numbers:
                        reply = replies.readline()
                        if reply == b"STORED\r\n":
                            acknowledged[me].append((n, time.time()))
                        elif reply.startswith(b"SERVER_ERROR "):
                            refused[me] += 1
                        else:
                            faults.append(f"set {n}: {reply!r}")
                            return
                    slowest[me] = max(slowest[me], time.time() - begin)
                    # Renamed into place: whoever reads it meanwhile finds the old number or the new.
                    with open(f"{file}-{me}.new", "w") as progress:
                        progress.write(f"{len(acknowledged[me])} {refused[me]}\n")
                    os.replace(f"{file}-{me}.new", f"{file}.{me}")
        except OSError as e:
            faults.append(f"no answer: {e}")

    threads = [threading.Thread(target=writer, args=(c,)) for c in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(file, "w") as out:
        json.dump(acknowledged, out)
    print(f"acknowledged {sum(map(len, acknowledged))}, refused {sum(refused)}, unanswered {len(faults)}, "
          f"slowest answer {max(slowest):.2f} s")
    for fault in faults:
        print("  " + fault)
    if faults:
        sys.exit(1)


def check(port, file, tolerated_from):
    with open(file) as source:
        acknowledged = json.load(source)
    asked = 0
    missing = []
    tolerated = 0
    with socket.create_connection(("127.0.0.1", port), 60) as client:
        replies = client.makefile("rb")
        for me, all_numbers in enumerate(acknowledged):
            for start in range(0, len(all_numbers), KEYS_PER_GET):
                numbers = all_numbers[start:start + KEYS_PER_GET]
                client.sendall(("get " + " ".join(key_of(me, n) for n, _ in numbers) + "\r\n").encode())
                found = {}
                while True:
                    line = replies.readline().split()
                    if line == [b"END"]:
                        break
                    if not line or line[0] != b"VALUE":
                        sys.exit(f"unexpected reply {line}")
                    found[line[1].decode()] = replies.read(int(line[3]) + 2)[:-2].decode()
                asked += len(numbers)
                for n, at in numbers:
                    if found.get(key_of(me, n)) != str(n):
                        if at >= tolerated_from:
                            tolerated += 1
                        else:
                            missing.append(key_of(me, n))
    print(f"read back {asked}, missing {len(missing)} {missing[:5] if missing else ''}"
          + (f"and {tolerated} that were not replicated yet" if tolerated else ""))
    if missing or not asked:
        sys.exit(1)


if sys.argv[1] == "write":
    write(int(sys.argv[2]), sys.argv[3], sys.argv[4])
else:
    check(int(sys.argv[2]), sys.argv[3], float(sys.argv[4]) - 1 if len(sys.argv) > 4 else float("inf"))
