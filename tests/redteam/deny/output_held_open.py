# attack: a daemon holds the output open and goes on printing when the host has ended
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import time

print("TRIED", flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(3, 256)
        until = time.monotonic() + 10  # bounded
        while time.monotonic() < until:
            os.write(1, b"still here\n" * 1000)
    os._exit(0)
os.wait()
os._exit(0)
