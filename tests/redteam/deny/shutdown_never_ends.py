# attack: what runs when a process ends never ends: atexit, __del__, threads, hooks
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import atexit
import os
import signal
import sys
import threading
import time


def never():
    until = time.monotonic() + 20  # bounded
    while time.monotonic() < until:
        time.sleep(0.1)


class Grave:
    def __del__(self):
        never()


kept = Grave()
atexit.register(never)
os.register_at_fork(before=never)
threading._register_atexit(never)
threading.Thread(target=never).start()
sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *args: never()
signal.signal(signal.SIGTERM, lambda *args: never())
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
print("TRIED", flush=True)
sys.exit(0)
