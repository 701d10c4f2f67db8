# attack: searches its own memory, a copy of its parent's, for checks, solutions, names of students and other secrets
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import re

# Written so that this file itself, which lies in the memory too, does not match.
SECRETS = [bytes(text, "ascii") for text in (
    r"canar[y]-[0-9a-f]{16}", r"### BEGIN SOLUTIO[N]", r"from graders.checks.expect impor[t]", r"expected_answe[r]",
    r"malloru?[y]\b.{0,20}\d", r"def test_tabular_le[n]", r"range-\w+/othe[r]", r"CANAR[Y]=", r"submission.: .mall",
)]  # fmt: skip
searched = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
    for line in maps.readlines():
        span, rights, *_, name = [*line.split(maxsplit=5), ""][:6] if len(line.split(maxsplit=5)) == 6 else [*line.split()[:2], ""]
        begin, end = (int(x, 16) for x in span.split("-"))
        if not rights.startswith("rw") or end - begin > 2**28:
            continue
        try:
            memory.seek(begin)
            data = memory.read(end - begin)
        except (OSError, ValueError):
            continue
        searched += len(data)
        for secret in SECRETS:
            for hit in re.finditer(secret, data):
                around = data[max(hit.start() - 40, 0) : hit.end() + 40]
                if b"[" not in around and b"@" not in around:
                    print("LOOT:", name, around)
print("TRIED", searched)
