# attack: reads shared memory that others keep in /dev/shm and the like, where a DataLoader's tensors lie
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# where: namespaces
# Without them /dev/shm is the machine's: what others there let their own user read can be read.
import os
from pathlib import Path

for place in ("/dev/shm", "/run/shm", "/dev/mqueue", "/dev/hugepages", "/run", "/run/user", "/var/run"):
    try:
        names = os.listdir(place)
    except OSError as error:
        print(place, error.strerror)
        continue
    print(place, len(names), "entries")
    for name in names:
        try:
            print("LOOT:", place, name[:4], len(Path(place, name).read_bytes()), "bytes")
        except OSError as error:
            print(error.strerror)
print("TRIED")
