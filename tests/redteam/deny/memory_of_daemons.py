# attack: takes memory in daemons that have left the family: their parents have ended
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: gigabytes take seconds
import mmap
import os
import select
import time

print("TRIED", flush=True)
told, tell = os.pipe()
wait, go = os.pipe()
for _ in range(12):  # bounded: 2.7 GiB
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        held = mmap.mmap(-1, 230 << 20)
        held[::4096] = bytes(len(held) // 4096)  # touch every page
        os.write(tell, b".")
        os.close(go)
        os.read(wait, 1)  # until all of them hold theirs
        time.sleep(0.4)  # long enough to be seen
        os.write(tell, b"!")
        os._exit(0)
    os.wait()
os.close(tell)
os.close(wait)
seen, until = b"", time.monotonic() + 2.2
while seen.count(b".") < 12 and select.select([told], [], [], max(until - time.monotonic(), 0))[0]:
    seen += os.read(told, 12)
os.close(go)
while more := os.read(told, 12):
    seen += more
print("\nLOOT: held" if seen.count(b"!") == 12 else "\nheld", seen.count(b"!") * 230, "MiB at once")
