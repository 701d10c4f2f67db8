# attack: connects to an abstract unix socket, which has a name and no place in any folder
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import socket

NAME = "\0@ABSTRACT@"


def attempt():
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as one:
            one.settimeout(0.3)
            for bound in (False, True):  # with an address of its own as well
                try:
                    if bound:
                        one.bind("\0redteam-%d-%d" % (os.getpid(), kind))
                    if kind == socket.SOCK_DGRAM:
                        one.sendto(b"hello", NAME)
                        one.sendmsg([b"hello"], [], 0, NAME)
                    one.connect(NAME)
                    one.sendall(b"hello")
                except OSError as error:
                    print(kind, bound, error.strerror)


attempt()
if os.fork() == 0:
    attempt()
    os._exit(0)
os.wait()
print("TRIED")
