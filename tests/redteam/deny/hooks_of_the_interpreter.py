# attack: hooks of tracing, profiling, audit, garbage collection, warnings and signals run in the host's own code, and raise or hang there
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import gc
import signal
import sys
import threading
import time
import warnings

print("TRIED", flush=True)


def hook(*args):
    raise KeyboardInterrupt


warnings.simplefilter("error")
gc.callbacks.append(hook)
gc.set_threshold(1)
signal.signal(signal.SIGALRM, hook)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
threading.settrace(hook)
threading.setprofile(hook)
sys.addaudithook(lambda event, args: time.sleep(5) if event.startswith("socket") else None)
sys.settrace(lambda *args: hook)
sys.setprofile(hook)
