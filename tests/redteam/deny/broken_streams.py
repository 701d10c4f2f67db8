# attack: replaces the streams by objects that raise, hang and lie, closes their descriptors, and removes what the host uses next
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import builtins
import os
import socket
import sys

print("TRIED", flush=True)


class Broken:
    def __getattr__(self, name):
        raise KeyboardInterrupt(name)


sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Broken()
sys.modules.clear()
for name in ("write", "read", "getpid", "_exit", "close"):
    setattr(os, name, Broken())
for name in ("getattr", "len", "isinstance", "type", "list", "BaseException", "min", "bytes"):
    setattr(builtins, name, Broken())
socket.socket.sendall = socket.socket.recv = Broken()
os.closerange(0, 3)
