# attack: sleeps in compiled code and never lets go of the interpreter's lock, with all signals that can be ignored ignored
# exercise: ex02_batching
# check: ex02.batches.tail
# slow: uses up the time for an answer
import ctypes
import signal

print("TRIED", flush=True)
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
ctypes.PyDLL(None).sleep(20)
