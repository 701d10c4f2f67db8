# attack: ends its process in the middle of each answer, each time in another way
# exercise: ex01_map_dataset
# slow: a host for each check dies
import ctypes
import faulthandler
import os
import resource
import signal
import sys


def recurse():
    sys.setrecursionlimit(10**9)
    return sorted([1, 2], key=lambda v: recurse())


def too_much_time():
    resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
    while True:
        pass


def too_large_a_file():
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
    open("x", "wb", 0).write(b"x" * 100)
    os.truncate("x", 10**9)
    signal.raise_signal(signal.SIGXFSZ)


WAYS = [
    lambda: ctypes.string_at(1), recurse, os.abort, lambda: os._exit(0), lambda: os._exit(70), lambda: os.kill(os.getpid(), signal.SIGKILL), too_much_time,
    lambda: signal.raise_signal(signal.SIGBUS), lambda: signal.raise_signal(64), lambda: os.execv(sys.executable, ["python", "-c", "0"]),
    lambda: ctypes.CDLL(None).pthread_exit(None), too_large_a_file, faulthandler._sigsegv, lambda: os.killpg(0, signal.SIGKILL),
]  # fmt: skip


class TabularDataset:
    def __init__(self, *args, **kwargs):
        # each host is a fresh one, so that it cannot count: the arguments say which way
        print("TRIED", flush=True)
        WAYS[hash(repr((args, sorted(kwargs)))) % len(WAYS)]()


class ImageFileDataset(TabularDataset):
    pass
