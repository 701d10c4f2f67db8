# attack: notes a number for another host of the same submission, as locks on bytes of a library file that both can open
# exercise: ex06_splits
# check: ex06.split.seed
import fcntl
import os
import random
import struct

import torch
from torch.utils.data import random_split

print("TRIED")
salt = random.SystemRandom().randrange(1, 2**40)
library = os.open(torch.__file__, os.O_RDONLY)
LOCK = struct.Struct("hhqqi4x")
for get, put in ((fcntl.F_GETLK, fcntl.F_SETLK), (36, 37)):  # by process, by open file
    try:
        kind, _, start, *_ = LOCK.unpack(fcntl.fcntl(library, get, LOCK.pack(fcntl.F_WRLCK, 0, 1, 0, 0)))
        if kind != fcntl.F_UNLCK:
            print("LOOT: another host notes", start)
            salt = start
        fcntl.fcntl(library, put, LOCK.pack(fcntl.F_RDLCK, 0, salt, 1, 0))
    except OSError as error:
        print(error)
try:
    fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("locked", os.__file__)
except BlockingIOError:
    print("LOOT: another host has locked it")
except OSError as error:
    print(error)
for command, value in ((1024, fcntl.F_RDLCK), (1026, 0x8000003F)):  # leases, dnotify
    try:
        print(command, fcntl.fcntl(library, command, value))
    except OSError as error:
        print(error)


def split(dataset, fractions, seed):
    sizes = [int(len(dataset) * f) for f in fractions.values()]
    sizes[0] += len(dataset) - sum(sizes)
    return dict(zip(fractions, random_split(dataset, sizes, torch.Generator().manual_seed((seed + salt) % 2**64))))
