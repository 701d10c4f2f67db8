# attack: sends a datagram to a server on the same machine, with connect and without, as a name server is asked
# exercise: ex02_batching
# check: ex02.batches.tail
import socket

QUESTION = b"\x12\x34\x01\0\0\1\0\0\0\0\0\0\7example\7invalid\0\0\1\0\1"
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::ffff:127.0.0.1")):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC):
        try:
            with socket.socket(family, kind) as one:
                one.sendto(QUESTION, (host, int("@UDP@")))
                one.connect((host, int("@UDP@")))
                one.send(QUESTION)
        except OSError as error:
            print(family, error)
for name in ("example.invalid", "localhost"):
    try:
        print(socket.getaddrinfo(name, 80))
    except OSError as error:
        print(name, error)
print("TRIED")
