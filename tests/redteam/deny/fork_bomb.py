# attack: forks without end; each child waits
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import time

children = 0
try:
    for _ in range(500):  # bounded: what is not stopped stops by itself
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
except OSError as error:
    print(error)
print("TRIED", children)
