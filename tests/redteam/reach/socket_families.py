# attack: makes a socket of every family and kind that the kernel has: netlink, packet, vsock, bluetooth, alg, xdp, ...
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
answers = {}
for family in range(50):
    for kind in (1, 2, 3, 4, 5, 10, 2 | 0o2000000):
        for protocol in (0, 1, 6, 17, 132, 255, 256, 262):  # 256: smc, 262: mptcp
            fd = libc.socket(family, kind, protocol)
            if fd >= 0:
                os.close(fd)
                if family != 1:
                    print("LOOT: a socket of family", family, kind, protocol)
            else:
                answers.setdefault(os.strerror(ctypes.get_errno()), set()).add(family)
    pair = (ctypes.c_int * 2)()
    if family != 1 and libc.socketpair(family, 1, 0, pair) == 0:
        print("LOOT: a pair of family", family)
if platform.machine() == "x86_64":  # the family is an int: what is above it must not hide it from the filter
    for family in (2 | 1 << 32, 2 | 1 << 40, 16 | 1 << 63, 0x1_0000_0002):
        if libc.syscall(41, ctypes.c_ulong(family), 2, 0) >= 0:
            print("LOOT: a socket by a number of 64 bits", hex(family))
print(answers)
print("TRIED")
