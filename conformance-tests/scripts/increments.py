"""Counts on the same keys from many connections to several servers over one store.

increments.py CLIENTS COUNT KEYS PORT...    COUNT increments in all; fails unless every one counts
"""

import socket
import sys
import threading
import time

PIPELINE = 25

clients, count, keys = map(int, sys.argv[1:4])
ports = list(map(int, sys.argv[4:]))
numbers = [[] for _ in range(clients)]  # what each client was told: (key, number)
wrong = []


def converse(port, request):
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


def client(me):
    with socket.create_connection(("127.0.0.1", ports[me % len(ports)]), 60) as connection:
        replies = connection.makefile("rb")
        mine = range(me, count, clients)
        for start in range(0, len(mine), PIPELINE):
            part = mine[start:start + PIPELINE]
            connection.sendall("".join(f"incr counter-{n % keys} 1\r\n" for n in part).encode())
            for n in part:
                reply = replies.readline()
                if not reply.strip().isdigit():
                    wrong.append(reply)
                else:
                    numbers[me].append((n % keys, int(reply)))


for key in range(keys):
    assert converse(ports[0], f"set counter-{key} 0 0 1\r\n0\r\n".encode()) == b"STORED\r\n"
begin = time.time()
threads = [threading.Thread(target=client, args=(me,)) for me in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
elapsed = time.time() - begin
sums = []
for key in range(keys):
    values = set()
    for port in ports:
        with socket.create_connection(("127.0.0.1", port), 60) as connection:
            connection.sendall(f"get counter-{key}\r\n".encode())
            replies = connection.makefile("rb")
            replies.readline()
            values.add(int(replies.readline()))
    told = sorted(number for told in numbers for k, number in told if k == key)
    expected = len(range(key, count, keys))
    exact = values == {expected} and told == list(range(1, expected + 1))
    sums.append(expected if exact else f"{values} instead of {expected}")
print(f"{clients} clients, {len(ports)} servers, {count} increments in {elapsed:.1f} s; "
      f"sums {sums}; each number told once; {len(wrong)} errors")
if wrong or any(not isinstance(one, int) for one in sums):
    sys.exit(1)
