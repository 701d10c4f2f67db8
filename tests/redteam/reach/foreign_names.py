# attack: makes, links, moves, swaps and removes names in foreign folders
# exercise: ex04_samplers
# check: ex04.balanced.over
import ctypes
import os
import shutil
import socket
import stat

libc = ctypes.CDLL(None, use_errno=True)
with open("mine", "w") as file:
    file.write("mallory")
os.makedirs("folder", exist_ok=True)
for place in ("@RESULTS@", "@OTHER@", "@HOME@"):
    target, new = f"{place}/canary.txt".encode(), f"{place}/new".encode()
    tries = {
        "rename in": lambda: os.rename("mine", new), "rename over": lambda: os.replace("mine", target), "rename out": lambda: os.rename(target, "taken"),
        "rename beside": lambda: os.rename(target, new), "exchange": lambda: 1 / (libc.renameat2(-100, b"mine", -100, target, 2) == 0),
        "folder in": lambda: os.rename("folder", new), "link in": lambda: os.link("mine", new), "link out": lambda: os.link(target, "linked"),
        "symlink": lambda: os.symlink("mine", new), "mkdir": lambda: os.mkdir(new), "rmdir": lambda: os.rmdir(place), "unlink": lambda: os.unlink(target),
        "mkfifo": lambda: os.mkfifo(new), "mknod": lambda: os.mknod(new, stat.S_IFREG | 0o666), "device": lambda: os.mknod(new, stat.S_IFCHR | 0o666, os.makedev(1, 3)),
        "socket": lambda: socket.socket(socket.AF_UNIX).bind(new), "remove all": lambda: os.scandir(place) and shutil.rmtree(place),
        "at": lambda: os.unlink("canary.txt", dir_fd=os.open(place, os.O_PATH)),
    }  # fmt: skip
    for name, action in tries.items():
        try:
            action()
            print("LOOT:", name, place)
        except (OSError, ZeroDivisionError) as error:
            print(name, error)
print("TRIED")
