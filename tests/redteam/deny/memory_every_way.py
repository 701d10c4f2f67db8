# attack: takes memory in one process in every way that there is: objects, malloc, torch, mmap private and shared, stacks
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: gigabytes take seconds
import ctypes
import mmap

import torch

libc, kept, got = ctypes.CDLL(None), [], {}
libc.malloc.restype = ctypes.c_void_p


def malloc(n):
    address = libc.malloc(ctypes.c_size_t(n))
    if not address:
        raise MemoryError
    ctypes.memset(address, 1, n)


def mapped(flags, n):
    area = mmap.mmap(-1, n, flags)
    for at in range(0, n, 4096):
        area[at] = 1
    return area


WAYS = {
    "bytes": lambda n: bytes(1) * n, "malloc": malloc, "torch": lambda n: torch.ones(n, dtype=torch.uint8),
    "torch shared": lambda n: torch.ones(n, dtype=torch.uint8).share_memory_(),
    "private": lambda n: mapped(mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, n), "shared": lambda n: mapped(mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, n),
}  # fmt: skip
for name, way in WAYS.items():
    try:
        for _ in range(24):  # bounded: each way 1.5 GiB at most, all of them less than the limit of one process
            kept.append(way(64 << 20))
            got[name] = got.get(name, 0) + 64
    except BaseException as error:
        print(name, type(error).__name__, str(error)[:80], flush=True)
print("TRIED", got, "LOOT: more than one process may have" if sum(got.values()) > 1700 else "")
