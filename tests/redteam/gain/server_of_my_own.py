# attack: takes the judge's socket over by its descriptor and answers everything itself, in raw bytes, with what was asked
# exercise: ex04_samplers
import os
import socket
import stat
import sys

wire = sys.modules["graders.judge.wire"]
numbers = [int(n) for n in os.listdir("/proc/self/fd")]
(number,) = [n for n in numbers if n > 2 and os.path.exists(f"/proc/self/fd/{n}") and stat.S_ISSOCK(os.fstat(n).st_mode)]
sock = socket.socket(fileno=os.dup(number))
frame = sys._getframe()
while "request" not in frame.f_locals or "reply" not in frame.f_code.co_varnames:
    frame = frame.f_back
nonce = frame.f_locals["self"].nonce
print("TRIED", number, flush=True)
value, guesses = None, iter([True] * 10**6)
while True:
    sock.sendall(wire.frame([nonce, "value", value]))
    head = sock.recv(4, socket.MSG_WAITALL)
    if not head:
        os._exit(0)
    nonce, freed, seed, keep, operation, *arguments = wire.decode(sock.recv(int.from_bytes(head, "little"), socket.MSG_WAITALL))
    Ref = sys.modules["graders.plain"].Ref
    value = Ref(1, "Sampler") if keep else {"has": True, "len": 3, "take": [[0, 1, 2], True]}.get(operation, arguments[-1])
