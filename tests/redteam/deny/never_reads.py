# attack: stops to read, so that the judge cannot get rid of its question
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
time.sleep(20)
