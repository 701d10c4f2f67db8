# attack: has the judge, which reads a checkpoint, follow links out of the folder, and hand the file to the next host
# exercise: ex12_resume
# check: ex12.checkpoint.equal
import os

import torch

TARGET = "@RESULTS@/canary.txt"
SAVED, count = {}, 0


def save_checkpoint(path, state):
    global count
    path, count = str(path), count + 1
    SAVED[path] = state
    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    os.path.lexists(path) and os.unlink(path)
    try:
        if count % 2:
            os.symlink(TARGET, path)
        else:
            os.rename(folder, f"{folder}-{count}")
            os.symlink(os.path.dirname(TARGET), folder)  # the folder itself is the link
            os.symlink(TARGET, f"{folder}-{count}/{name}")
    except OSError as error:
        print(error)
    print("TRIED", count)


def load_checkpoint(path):
    if str(path) in SAVED:
        return SAVED[str(path)]
    with open(path, "rb") as file:
        print("LOOT:", file.read())
