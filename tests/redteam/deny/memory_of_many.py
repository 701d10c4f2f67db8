# attack: many processes each hold a bit of memory, so that the sum is large
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import time

print("TRIED", flush=True)
for _ in range(45):  # bounded: 2.8 GiB
    if os.fork() == 0:
        held = bytearray(b"x") * (62 << 20)
        time.sleep(20)
        os._exit(0)
time.sleep(2.5)
for _ in range(3):
    print("still here, with", 45 * 62, "MiB")
