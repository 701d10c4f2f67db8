# attack: starts threads until no more come, and each of them spins
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
import threading
import time

print("TRIED", flush=True)
until = time.monotonic() + 10  # bounded


def spin():
    while time.monotonic() < until:
        pass


threading.stack_size(64 * 1024)
for _ in range(5000):
    try:
        threading.Thread(target=spin, daemon=True).start()
    except (RuntimeError, MemoryError) as error:
        print(error, flush=True)
        break
