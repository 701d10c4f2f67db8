# attack: a daemon that only forks and ends, over and over: whoever lists it finds a number that is gone
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import time

libc = ctypes.PyDLL(None)
until = time.monotonic() + 6  # bounded: it dies out by itself
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        for fd in range(3):
            os.close(fd)
        while time.monotonic() < until:
            child = libc.fork()
            if child > 0:
                os._exit(0)
        os._exit(0)
print("TRIED")
