# attack: lists and reads what others keep in the temporary folders, the judge's own among them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
from pathlib import Path

own = os.path.realpath(".")
above = [str(p) for p in Path(own).parents]
guesses = [f"{above[0]}/{name}" for name in ("nursery.log", "empty", *(f"{n:06d}" for n in range(1, 40)))]
for place in ("/tmp", "/var/tmp", "/usr/tmp", "/tmp/.X11-unix", "/tmp/.ICE-unix", *above, *guesses):
    try:
        if os.path.isdir(place):
            names = [n for n in os.listdir(place) if not own.startswith(f"{place.rstrip('/')}/{n}")]
            if place in ("/", own) and not {"work", "root", "home"} & set(names):
                continue
            if names:
                print("LOOT:", place, len(names), "names")
        else:
            with open(place, "rb") as file:
                print("LOOT:", place, len(file.read()), "bytes")
    except OSError as error:
        print(place, error.strerror)
print("TRIED", own)
