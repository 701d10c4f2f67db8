# attack: looks through every descriptor that it has for a file, folder, pipe or socket that is not its own
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import socket
import stat

own = os.path.realpath(".")
found = []
for fd in range(1025):
    try:
        kind = stat.S_IFMT(os.fstat(fd).st_mode)
    except OSError:
        continue
    name = "?"
    try:
        name = os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        pass
    found.append((fd, name))
    if kind == stat.S_IFDIR:
        if name != own:
            print("LOOT: a folder", fd, name, os.listdir(fd))
        for place in ("..", "../..", "../empty", "../nursery.log"):
            try:
                inside = os.open(place, os.O_RDONLY, dir_fd=fd)
                print("LOOT:", place, os.listdir(inside) if place != "../nursery.log" else os.read(inside, 100))
            except OSError as error:
                print(place, error)
    elif kind == stat.S_IFREG:
        print("LOOT: a file", fd, name)
    elif kind == stat.S_IFSOCK:
        one = socket.socket(fileno=os.dup(fd))
        one.setblocking(False)
        try:
            print("LOOT: sent to this host before its time", fd, one.recv(1, socket.MSG_PEEK))
        except OSError as error:
            print(fd, error)
print(found)
if len([fd for fd, _ in found if fd > 2]) > 1:
    print("LOOT: more than the judge's socket:", found)
print("TRIED")
