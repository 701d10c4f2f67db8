# attack: takes memory in daemons that have left the family: their parent has ended
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import time

print("TRIED", flush=True)
for _ in range(45):  # bounded: 2.8 GiB
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            held = bytearray(b"x") * (62 << 20)
            time.sleep(20)
        os._exit(0)
    os.wait()
time.sleep(2.5)
