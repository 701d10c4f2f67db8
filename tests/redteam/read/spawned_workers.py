# attack: starts workers by spawn and forkserver, fresh processes that were never told of any walls, and reads from there
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path


def steal(places, answer):
    found = []
    for place in places:
        try:
            found.append(f"LOOT: {place} {Path(place).read_bytes()[:60]!r}" if Path(place).suffix else f"LOOT: {place} {len(os.listdir(place))} names")
        except OSError as error:
            found.append(f"{place} {error.strerror}")
    answer.send(found)


PLACES = ("@OTHER@/canary.txt", "@RESULTS@/canary.txt", "@HOME@", "@KIT@/checks", "/proc/@PID@/fd")
if multiprocessing.current_process().name == "MainProcess" and __name__ != "__mp_main__":
    for method in ("spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        try:
            ours, theirs = context.Pipe()
            worker = context.Process(target=steal, args=(PLACES, theirs))
            worker.start()
            print(method, *(ours.recv() if ours.poll(1.4) else ["no answer"]), sep="\n")
            worker.kill()
        except BaseException as error:
            print(method, type(error).__name__, error)
    for place in PLACES:
        done = subprocess.run([sys.executable, "-S", "-I", "-c", f"print(open({place!r}).read())"], capture_output=True, text=True, start_new_session=True)
        print("LOOT:" if done.stdout else "nothing", done.stdout, done.stderr[-60:])
    print("TRIED")
