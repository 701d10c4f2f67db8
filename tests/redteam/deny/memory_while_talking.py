# attack: takes more and more memory in many processes while it prints all the time, so that the judge has no quiet moment to look
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
until = time.monotonic() + 2.5
while time.monotonic() < until:
    os.write(1, b".")
    time.sleep(0.01)
total = sum(int(line.split()[1]) for pid in os.listdir("/proc") if pid.isdigit() and os.access(f"/proc/{pid}/status", os.R_OK)
            for line in open(f"/proc/{pid}/status") if line.startswith("RssAnon")) >> 10
print("LOOT: held", total, "MiB for seconds" if total > 2500 else "no more")
