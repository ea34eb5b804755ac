"""Fills a server with items that expire.

filling.py fill PORT COUNT TTL VALUE_LENGTH
filling.py items PORT                        prints how many items the server has
"""

import os
import socket
import sys
import time

BATCH = 1000

client = socket.create_connection(("127.0.0.1", int(sys.argv[2])), 60)
replies = client.makefile("rb")
if sys.argv[1] == "fill":
    count, ttl, length = map(int, sys.argv[3:6])
    noise = os.urandom(length * 64).hex()
    begin = time.time()
    for first in range(0, count, BATCH):
        numbers = range(first, min(count, first + BATCH))
        client.sendall("".join(
            f"set item-{n} 0 {ttl} {length}\r\n{noise[n % (length * 64):][:length]}\r\n"
            for n in numbers).encode())
        for n in numbers:
            if replies.readline() != b"STORED\r\n":
                sys.exit(f"item-{n} was not stored")
    print(f"stored {count} items of {length} bytes in {time.time() - begin:.1f} s")
else:
    client.sendall(b"stats\r\n")
    for line in replies:
        if line.startswith(b"STAT curr_items "):
            print(line.split()[2].decode())
        if line == b"END\r\n":
            break
