# attack: starts threads until no more come, and each of them spins
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import threading
import time

until = time.monotonic() + 10  # bounded


def spin():
    while time.monotonic() < until:
        pass


threading.stack_size(64 * 1024)
count = 0
try:
    for count in range(5000):
        threading.Thread(target=spin, daemon=True).start()
except (RuntimeError, MemoryError) as error:
    print(error)
print("TRIED", count)
