# attack: puts a pipe, a link, a folder, a socket, a leased and a huge file where the judge reads a file
# exercise: ex12_resume
# check: ex12.checkpoint.equal
import fcntl
import os
import socket

import torch

kept = []
TRAPS = {
    "pipe": lambda p: os.mkfifo(p), "link to a file": lambda p: os.symlink("@RESULTS@/canary.txt", p),
    "link to a device": lambda p: os.symlink("/dev/zero", p), "link to itself": lambda p: os.symlink(p, p), "folder": lambda p: os.mkdir(p),
    "socket": lambda p: socket.socket(socket.AF_UNIX).bind(os.path.relpath(p)), "hard link": lambda p: os.link("/etc/passwd", p),
    "leased": lambda p: kept.append(os.open(p, os.O_RDWR | os.O_CREAT)) or fcntl.fcntl(kept[-1], fcntl.F_SETLEASE, fcntl.F_WRLCK),
    "huge": lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_RDWR), 63 << 20),
}  # fmt: skip
TRAP = iter(TRAPS.items())


def save_checkpoint(path, state):
    """A trap stands for each pair of saves: the one that the judge reads comes after them."""
    torch.save(state, path + ".real")
    if "model" in state:
        for name, trap in TRAPS.items():
            if os.path.lexists(path):
                os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
            try:
                trap(path)
            except OSError as error:
                print(name, error, flush=True)
        print("TRIED", flush=True)


def load_checkpoint(path):
    return torch.load(path + ".real")
