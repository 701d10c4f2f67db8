# attack: writes bytes onto the judge's socket that are no message
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import sys

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
server = frame.f_locals["self"]
print("TRIED", flush=True)
server.sock.sendall(b"\x10\0\0\0" + bytes(range(16)))
