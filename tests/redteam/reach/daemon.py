# attack: leaves a daemon behind, in a session of its own and adopted by process 1, that outlives the result
# exercise: ex02_batching
# check: ex02.batches.tail
import os
import time

for generation in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            for fd in range(64):
                try:
                    os.close(fd)
                except OSError:
                    pass
            time.sleep(20)
        os._exit(0)
    os.wait()
time.sleep(0.05)
print("TRIED")
