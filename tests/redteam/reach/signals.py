# attack: sends signals to foreign processes in every way: kill, tgkill, sigqueue, pidfd, to groups
# exercise: ex03_workers
# check: ex03.default.half
import ctypes
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)
INFO = (ctypes.c_int * 32)(signal.SIGTERM, 0, -1)  # siginfo: by sigqueue


def attempt(what, action):
    try:
        result = action()
        if result is None or result >= 0:
            print("LOOT:", what)
        print(what, os.strerror(ctypes.get_errno()))
    except OSError as error:
        print(what, error.strerror)


for pid, strong in ((int("@PID@"), True), (int("@JUDGE@"), False), (int("@NURSERY@"), False), (os.getppid() or int("@JUDGE@"), False)):
    for number in (signal.SIGKILL, signal.SIGSTOP, 0) if strong else (0,):
        attempt(f"kill {pid} {number}", lambda: os.kill(pid, number))
        attempt(f"pidfd {pid} {number}", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), number))
        attempt(f"folder as pidfd {pid}", lambda: signal.pidfd_send_signal(os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY), number))
        attempt(f"O_PATH as pidfd {pid}", lambda: signal.pidfd_send_signal(os.open(f"/proc/{pid}", os.O_PATH), number))
        if platform.machine() == "x86_64":
            for name, call in (("tkill", (200, pid, number)), ("tgkill", (234, pid, pid, number)), ("sigqueue", (129, pid, number, INFO)), ("tgsigqueue", (297, pid, pid, number, INFO))):
                attempt(f"{name} {pid} {number}", lambda: libc.syscall(*call))
    attempt(f"group of {pid}", lambda: os.kill(-os.getpgid(pid), 0))  # the group may be the tester's: nothing but 0
print("TRIED")
