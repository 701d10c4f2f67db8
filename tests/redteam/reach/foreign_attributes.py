# attack: changes modes, owners, times and attributes of foreign files
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
for place in ("@RESULTS@", "@OTHER@", "@HOME@"):
    path = f"{place}/canary.txt"
    name = path.encode()
    tries = [lambda: os.chmod(path, 0o777), lambda: os.chmod(place, 0), lambda: os.utime(path, (1, 1)), lambda: os.utime(path, (1, 1), follow_symlinks=False),
             lambda: os.chown(path, os.getuid(), -1), lambda: os.lchown(path, -1, os.getgid()), lambda: os.setxattr(path, "user.mallory", b"x"),
             lambda: os.removexattr(path, "user.x"), lambda: os.chmod("canary.txt", 0o700, dir_fd=os.open(place, os.O_PATH)),
             lambda: os.utime(f"/proc/self/fd/{os.open(path, os.O_PATH)}", (1, 1)), lambda: os.chmod(f"/proc/self/fd/{os.open(path, os.O_PATH)}", 0o777)]  # fmt: skip
    if platform.machine() == "x86_64":
        for number, arguments in ((90, (name, 0o777)), (92, (name, 1, 1)), (94, (name, 1, 1)), (132, (name, bytes(16))), (235, (name, bytes(32))), (261, (-100, name, bytes(32))),
                                  (268, (-100, name, 0o777)), (452, (-100, name, 0o777, 0)), (280, (-100, name, bytes(32), 0)), (260, (-100, name, 1, 1, 0)),
                                  (463, (-100, name, 0, b"user.x", bytes(16), 16)), (469, (-100, name, bytes(32), 32, 0)), (188, (name, b"user.x", b"x", 1, 0))):  # fmt: skip
            tries.append(lambda n=number, a=arguments: print(n, libc.syscall(n, *a), os.strerror(ctypes.get_errno())))
    for action in tries:
        try:
            action()
        except OSError as error:
            print(error)
    if os.path.exists(path) and "user.mallory" in os.listxattr(path):
        print("LOOT: an attribute of", path)
print("TRIED")
