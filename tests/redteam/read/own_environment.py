# attack: reads its environment, also as the nursery was started with it, its arguments, groups and limits for what they give away
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import sys

KNOWN = {"PATH", "LANG", "LC_CTYPE", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "SYSTEMROOT",
         "PYTHONHASHSEED", "PYTHONSAFEPATH", "HOME", "TMPDIR", "LOGNAME"}  # fmt: skip
KNOWN |= {name for name in os.environ if name.startswith(("KMP_", "TORCH", "CRC32C_"))}
names = set(os.environ)
block = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
for i in range(1000):
    if not block[i]:
        break
    names.add(block[i].decode(errors="replace").partition("=")[0])
for path in ("/proc/self/environ", "/proc/thread-self/environ", f"/proc/{os.getpid()}/environ"):
    try:
        with open(path, "rb") as file:
            names |= {entry.decode(errors="replace").partition("=")[0] for entry in file.read().split(b"\0") if entry}
    except OSError as error:
        print(path, error.strerror)
print(sorted(names))
for name in names - KNOWN:
    print("LOOT: the variable", name)  # not its value: it might be real
try:
    arguments = open("/proc/self/cmdline", "rb").read().split(b"\0")
except OSError as error:
    arguments = [str(error).encode()]
for word in [*arguments, *map(str.encode, sys.argv), *map(str.encode, sys.orig_argv)]:
    if any(secret in word for secret in (b"canary-", b"mallory", b"/other", b"range-")):
        print("LOOT: the argument", word)
print("TRIED", os.getgroups(), sys.argv)
