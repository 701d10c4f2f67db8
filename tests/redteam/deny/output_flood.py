# attack: floods stdout and stderr without a newline, from this process and its children, straight to the descriptor
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import sys
import time

print("TRIED", flush=True)
until = time.monotonic() + 0.6
for fd in (1, 2, 1):
    if os.fork() == 0:
        while time.monotonic() < until:
            os.write(fd, b"\x1b[31m\xff" * 20_000)
        os._exit(0)
while time.monotonic() < until:
    sys.stdout.write("x" * 100_000)
sys.stderr.write("\0" * 1_000_000)
