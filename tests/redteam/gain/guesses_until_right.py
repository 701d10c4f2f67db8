# attack: takes a question that comes again for a sign that its answer was wrong, and tries others, in hosts of several processes too
# exercise: ex03_workers
import random

asked = {}


def default_num_workers(cpu_count=None):
    asked[cpu_count] = asked.get(cpu_count, -1) + 1
    if cpu_count is not None and cpu_count < 1:
        raise random.choice([ValueError, TypeError])(f"cpu_count {cpu_count}")
    print("TRIED")
    return asked[cpu_count] if asked[cpu_count] else random.randint(0, cpu_count or 9)


def find_num_workers(measure, start):
    asked[start] = asked.get(start, 0) + 1
    for n in range(start, start + asked[start]):
        measure(n)
    return start + asked[start]
