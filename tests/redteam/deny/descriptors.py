# attack: opens files, pipes, sockets, event counters and watches until no more come, in many processes
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import select
import socket
import time

libc = ctypes.CDLL(None, use_errno=True)
print("TRIED", flush=True)
for _ in range(20):
    if os.fork() == 0:
        kept = []
        for opener in (select.epoll, os.pipe, socket.socketpair, lambda: libc.inotify_init1(0), lambda: os.eventfd(0), lambda: os.memfd_create("x")):
            try:
                for _ in range(40):
                    kept.append(opener())
            except OSError as error:
                os.write(1, f"{error}\n".encode())
        time.sleep(10)
        os._exit(0)
time.sleep(0.3)
