# attack: leaves a note in every folder that it can think of, and ends itself, so that the next host finds it
# exercise: ex01_map_dataset
import os
import sys

PLACES = ["/tmp", "/var/tmp", "/run/lock", "/run/user", "/var/lock", "/dev/mqueue", "/dev", "/proc/self", "..", "../empty", os.path.expanduser("~"), "@HOME@", "@RESULTS@",
          os.path.dirname(os.__file__), f"{os.path.dirname(os.__file__)}/__pycache__", *[p for p in sys.path if p], f"{sys.prefix}/lib", sys.base_prefix]  # fmt: skip
for name in ("/tmp/redteam-note", *(f"{place}/redteam-note" for place in PLACES)):
    try:
        with open(name) as note:
            print("LOOT:", name, note.read())
        os.unlink(name)
    except OSError:
        pass
for place in PLACES:
    try:
        with open(f"{place}/redteam-note", "w") as note:
            note.write("from an earlier host")
        if os.path.realpath(place) not in (os.path.realpath(os.path.expanduser("~")), "/tmp"):  # its own; what it leaves there is looked for above
            os.unlink(f"{place}/redteam-note")
            print("LOOT: left a note in", place)
        else:
            print("left a note in", place)
    except OSError as error:
        print(place, error.strerror)
print("TRIED", flush=True)


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        os._exit(0)
