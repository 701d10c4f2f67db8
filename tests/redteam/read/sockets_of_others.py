# attack: reads from /proc/self/net which sockets and connections this machine has, and asks a unix socket for its addresses
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import fcntl
import os
import socket
import struct

for table in ("unix", "tcp", "tcp6", "udp", "raw", "packet", "route", "arp", "fib_trie", "dev", "if_inet6"):
    for process in ("self", "thread-self", f"self/task/{os.getpid()}"):
        try:
            with open(f"/proc/{process}/net/{table}") as file:
                lines = [line for line in file.read().splitlines() if " lo " not in line and " lo:" not in line]
        except OSError as error:
            print(process, table, error.strerror)
            continue
        if table == "unix":
            lines = [line for line in lines if len(line.split()) > 7]  # with a name, the heading's included
        if len(lines) > (0 if table in ("fib_trie", "if_inet6") else 2 if table == "dev" else 1):
            print("LOOT:", process, table, len(lines), "lines")
with socket.socket(socket.AF_UNIX) as one:
    for request in (0x8915, 0x8927, 0x8913, 0x891F):  # address, hardware address, flags, metric
        for name in (b"eth0", b"ens3", b"enp1s0", b"docker0", b"wlan0"):
            try:
                answer = fcntl.ioctl(one, request, struct.pack("16s24x", name))
                if request in (0x8915, 0x8927):
                    print("LOOT: the address of", name, len(answer))
            except OSError as error:
                said = error.strerror
    print(said)
    names = []
    for index in range(1, 30):
        try:
            names.append(fcntl.ioctl(one, 0x8910, struct.pack("16si20x", b"", index))[:16].rstrip(b"\0"))
        except OSError:
            pass
    print("interfaces:", names)
print("TRIED")
