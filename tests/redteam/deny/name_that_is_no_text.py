# attack: gives its process a name that is no text, in which the kernel tells the judge whether it still runs
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import time

print("TRIED", flush=True)
ctypes.CDLL(None).prctl(15, b"\xff\xfe) Z \n\xff")
time.sleep(0.3)  # the judge weighs the process now
os.closerange(0, 256)  # and asks here whether it has ended
time.sleep(20)
