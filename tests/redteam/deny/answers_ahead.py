# attack: sends thousands of answers before the questions
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import sys

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
server = frame.f_locals["self"]
print("TRIED", flush=True)
try:
    server.sock.setblocking(False)
    while True:
        server.sock.sendall(b"\x01\0\0\0N" * 1000)
except BlockingIOError:
    server.sock.setblocking(True)
