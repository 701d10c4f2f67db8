# attack: connects to a server on the same machine
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import socket

try:
    socket.create_connection(("127.0.0.1", int("@TCP@")), timeout=1).sendall(b"hello")
except OSError as error:
    print(error)
print("TRIED")
