# attack: slows foreign processes down, or sets limits that end them: priority, processors, scheduling, rlimits
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform
import resource

libc = ctypes.CDLL(None, use_errno=True)
SCHED_BATCH, SCHED_IDLE, PRIO_PROCESS, PRIO_PGRP, PRIO_USER = 3, 5, 0, 1, 2


def attempt(what, action):
    try:
        if action() not in (None, 0, True):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        print("LOOT:", what)
    except OSError as error:
        print(what, error.strerror)


victim = int("@PID@")
attempt("priority", lambda: os.setpriority(PRIO_PROCESS, victim, 19))
attempt("processors", lambda: os.sched_setaffinity(victim, {0}))
attempt("scheduler", lambda: os.sched_setscheduler(victim, SCHED_IDLE, os.sched_param(0)))
attempt("scheduler's parameters", lambda: os.sched_setparam(victim, os.sched_param(0)))
attempt("limits", lambda: resource.prlimit(victim, resource.RLIMIT_CORE, (0, 0)) is None)
if platform.machine() == "x86_64":
    attempt("priority of input and output", lambda: libc.syscall(251, 1, victim, 3 << 13))
    attempt("attributes", lambda: libc.syscall(314, victim, (ctypes.c_uint * 12)(48, SCHED_BATCH), 0))
for pid in (int("@JUDGE@"), int("@NURSERY@"), os.getppid() or victim):  # look, and change nothing
    attempt(f"limits of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_CPU) and None)
print("TRIED")
