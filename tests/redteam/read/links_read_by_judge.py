# attack: has the judge, which reads checkpoints, follow links out of the folder, and hand the file to the next host
# exercise: ex12_resume
import os

TARGET = "@RESULTS@/canary.txt"
SAVED, loads = {}, []


def save_checkpoint(path, state):
    SAVED[str(path)] = state
    try:
        if os.path.lexists(path):
            os.unlink(path)
        (os.symlink if len(state) != 1 else os.link)(TARGET, path)
    except OSError as error:
        print(error)
    print("TRIED", os.path.islink(path))


def load_checkpoint(path):
    folder, name = os.path.split(str(path))
    loads.append(name)
    if str(path) in SAVED:
        return SAVED[str(path)]
    with open(path, "rb") as file:
        data = file.read(1000)
    if b"canary" in data:
        print("LOOT:", data)
    if loads[-3:] == ["bad.pt"] * 3:  # good.pt is read next
        os.rename(folder, f"{folder}-{len(loads)}")
        os.symlink(os.path.dirname(TARGET), folder)
        print("TRIED", os.readlink(folder))
    raise ValueError("no checkpoint")
