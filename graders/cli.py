"""The command line. Parses, starts what is asked for, and turns its end into an exit status.

0: every graded check passed (for `grade`: every submission was graded). 1: some did not.
2: wrong usage or a fault of the kit. 130: interrupted.
Heavy imports are left to the commands: the nursery must start before they begin.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from graders import __version__
from graders.errors import KitError


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m graders", description="Auto-graded exercises for PyTorch Datasets and DataLoaders.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    def from_folder(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="where the exercise files are (default: exercises/)")

    def judging(sub: argparse.ArgumentParser, seed: int | None = 0, otherwise: str = "0") -> None:
        sub.add_argument("--seed", type=int, default=seed, help=f"ask the questions of this seed (default: {otherwise})")
        sub.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto", help="where checks that are about a GPU run (default: cuda where PyTorch has it)")
        sub.add_argument("--mnist", type=Path, metavar="ROOT", help="take the digits from the full MNIST below this folder, not from the kit's sample")

    check = command("check", "judge one submission")
    check.add_argument("exercises", nargs="*", metavar="EXERCISE", help="full name or any unambiguous part; all if none")
    from_folder(check)
    check.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON; - for standard output")
    judging(check)
    check.add_argument("-v", dest="verbose", action="store_true", help="show every failed check and all that was printed")

    watch = command("watch", "judge an exercise again whenever it is saved")
    watch.add_argument("exercises", nargs="*", metavar="EXERCISE")
    from_folder(watch)
    judging(watch)

    hint = command("hint", "a hint for the first failed check, one rung more each time")
    hint.add_argument("exercise", metavar="EXERCISE")
    from_folder(hint)

    listing = command("list", "the exercises in order, with points and what you have reached")
    from_folder(listing)

    reset = command("reset", "put an exercise's stub back; a backup is kept")
    reset.add_argument("exercise", metavar="EXERCISE")
    from_folder(reset)
    reset.add_argument("--yes", action="store_true", help="do not ask")

    solution = command("solution", "the reference solution, once the exercise has full marks")
    solution.add_argument("exercise", metavar="EXERCISE")
    from_folder(solution)
    solution.add_argument("--force", action="store_true", help="for instructors: show it anyway")

    command("doctor", "what this machine offers: versions, GPU, workers, confinement")

    workers = command("workers", "measure how many DataLoader workers are right on this machine")
    workers.add_argument("--mnist", type=Path, metavar="ROOT", help="a full MNIST below this folder, in place of the kit's sample")
    workers.add_argument("--out", type=Path, default=Path("workers.svg"), metavar="FILE", help="the picture (default: workers.svg)")
    workers.add_argument("--repeats", type=int, default=3, help="epochs for each figure, of which the median is shown")

    grade = command("grade", "judge a folder of submissions")
    grade.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="a folder for each student")
    grade.add_argument("--out", type=Path, required=True, metavar="RESULTS", help="where each <student>.json goes")
    grade.add_argument("--isolation", choices=["strict", "basic", "none"], default="strict", help="what keeps submissions from your files, see SECURITY.md (default: strict)")
    grade.add_argument("--only", action="append", metavar="EXERCISE", help="this exercise only; may be repeated")
    judging(grade, None, "a private one, kept in RESULTS")

    course = command("course", "an nbgrader course, ready to release")
    course.add_argument("folder", type=Path, metavar="DIR", help="where to write it")
    course.add_argument("--only", action="append", metavar="EXERCISE", help="this exercise only; may be repeated")
    course.add_argument("--assignment", default="loaders", metavar="NAME", help="what the assignment is called (default: loaders)")

    gradescope = command("gradescope", "an autograder zip for Gradescope")
    gradescope.add_argument("out", type=Path, metavar="OUT.zip")
    gradescope.add_argument("--only", action="append", metavar="EXERCISE", help="this exercise only; may be repeated")
    gradescope.add_argument("--seed", type=int, help="ask the questions of this seed (default: a private one, in the zip)")
    gradescope.add_argument("--cuda", action="store_true", help="install PyTorch's CUDA build; by default the far smaller one for the CPU")

    build = command("build", "solutions/ → exercises/ and notebooks/")
    build.add_argument("--check", action="store_true", help="change nothing; exit status 1 if anything is out of step")
    return top


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return run(options)
    except KitError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has gone; nobody is left to tell
        return 2


def run(options: argparse.Namespace) -> int:
    if options.command == "check":
        from graders import checking

        return checking.check(options)
    if options.command == "watch":
        from graders import watching

        return watching.watch(options)
    if options.command == "doctor":
        from graders import doctor

        return doctor.doctor()
    if options.command == "workers":
        from graders import workers

        return workers.workers(options)
    if options.command == "grade":
        from graders.cohort import grade

        return grade.grade(options)
    if options.command == "course":
        from graders.course import folder

        return folder.course(options)
    if options.command == "gradescope":
        from graders.course import gradescope

        return gradescope.zip_(options)
    from graders import practice

    return getattr(practice, "list_" if options.command == "list" else options.command)(options)
