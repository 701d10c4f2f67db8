# attack: changes what the next submission imports: torch, the standard library, compiled files, settings of the interpreter
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import site
import sys
import sysconfig

import numpy
import torch

folders = {sysconfig.get_paths()[k] for k in ("stdlib", "purelib", "platlib", "scripts")} | {os.path.dirname(m.__file__) for m in (torch, numpy, os)}
folders |= {sys.prefix, sys.base_prefix, os.path.dirname(sys.executable), *site.getsitepackages(), "/usr/lib", "/usr/local/lib", "/lib", "/etc", "/etc/ld.so.conf.d"}
for folder in sorted(folders):
    for name in ("redteam-new.pth", "__pycache__/redteam-new.pyc"):
        try:
            os.close(os.open(f"{folder}/{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            print("LOOT: made", folder, name)
            os.unlink(f"{folder}/{name}")
        except OSError as error:
            said = error.strerror
    for name in ("", "/redteam-new"):
        try:
            os.mkdir(folder + (name or "/__pycache__/redteam-new"))
            print("LOOT: a folder in", folder)
            os.rmdir(folder + (name or "/__pycache__/redteam-new"))
        except OSError as error:
            told = error.strerror
for path in (torch.__file__, numpy.__file__, os.__file__, torch._C.__file__, os.path.realpath(sys.executable), f"{sys.prefix}/pyvenv.cfg", "/etc/ld.so.cache"):
    for way in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND):  # opened, and never written to
        try:
            os.close(os.open(path, way))
            print("LOOT: may write to", path)
        except OSError as error:
            print(path[-20:], error.strerror)
print("TRIED", said, told)
