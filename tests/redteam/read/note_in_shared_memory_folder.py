# attack: leaves a note in /dev/shm, and ends itself, so that the next host finds it
# exercise: ex01_map_dataset
# where: namespaces
# Without them /dev/shm is one for all, and Python's locks and torch's tensors have to be made there.
import os

for name in os.listdir("/dev/shm"):
    if name.startswith("redteam-"):
        with open(f"/dev/shm/{name}") as note:
            print("LOOT:", note.read())
try:
    os.umask(0)
    with open(f"/dev/shm/redteam-{os.urandom(4).hex()}", "w") as note:
        note.write("from an earlier host")
except OSError as error:
    print(error)
print("TRIED", flush=True)


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        os._exit(0)
