# attack: writes a note into memory that it shares with the nursery since the fork, for all hosts to come
# exercise: ex01_map_dataset
import ctypes
import os

NOTE = b"redteam-note"
shared = []
for line in open("/proc/self/maps"):
    span, rights, _, device, inode, *name = line.split()
    if rights[3] == "s":
        begin, end = (int(x, 16) for x in span.split("-"))
        shared.append((rights, name, end - begin))
        if "r" in rights and NOTE in ctypes.string_at(begin, min(end - begin, 1 << 20)):
            print("LOOT: a note from an earlier host in", name)
        if "w" in rights:
            ctypes.memmove(end - 64, NOTE, len(NOTE))
            print("LOOT: shares memory with the nursery:", name, end - begin)
print("TRIED", shared, flush=True)


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        os._exit(0)
