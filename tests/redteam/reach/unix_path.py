# attack: connects to a unix socket by its path, as to a database, a container's master or the message bus
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# where: namespaces
# Landlock (version 7) has no right for connecting to a path, and a filter sees no paths; workers hand tensors over by such sockets.
import os
import socket

os.symlink("@UNIX@", "near")
fd = os.open("/", os.O_PATH)
for path in ("@UNIX@", "near", os.path.relpath("@UNIX@"), f"/proc/self/fd/{fd}@UNIX@", "/proc/self/root@UNIX@"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as one:
            one.settimeout(0.3)
            try:
                one.connect(path) if kind != socket.SOCK_DGRAM else one.sendto(b"hello", path)
                print("connected to", path)
                one.sendall(b"hello")
            except OSError as error:
                print(path, error)
print("TRIED")
