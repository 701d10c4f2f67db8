# The kit's front door: every target makes or mends .venv by itself, then runs one command.
# Not for logic: set-up is graders/bootstrap.py, the rest is `python -m graders`.
# Kept to what GNU make 3.81 knows, which is what macOS ships.

## For students
##   make check [ONLY=ex04] [V=1]   grade exercises/, or one of them; V=1 adds tracebacks;
##                                  DEVICE=cpu|cuda|auto, MNIST=ROOT of a full set
##   make watch [EX=ex04]           grade again whenever you save
##   make hint EX=ex04              the next hint
##   make list                      the exercises in order, and how far you are
##   make reset EX=ex04             start an exercise again (your file is kept as .bak)
##   make solution EX=ex04          the reference solution
##   make lab                       the exercises as notebooks, in JupyterLab
##   make workers [MNIST=ROOT]      how many DataLoader workers are right on this machine
##   make doctor                    what this machine has, and what it lacks
##   make clean                     remove .venv and the caches; your exercises stay
##
## For instructors and developers
##   make solutions                 every solution gets full marks, every stub is "to do"
##   make build                     solutions/ -> exercises/ and notebooks/
##   make course DIR=~/course       an nbgrader course, ready to release
##   make course-demo               three made-up students, from release to feedback
##   make test                      the kit's own tests
##   make lint                      ruff and mypy
##   make bench                     how long grading takes
##   make stability [EX=ex04]       the same score every time, on a busy machine: solutions, or all of one
##   make audit [EX=ex04]           mutants of the solutions: is there one that no check catches?
##   make redteam                   every attack on strict isolation, on machines of four kinds
##   make soak                      a thousand submissions: is anything left over?
##   make browser                   the notebook and the formgrader in a headless Chromium
##   make nbgrader-scores           all known submissions through nbgrader: the scores of check?
##   make gradescope-root           set up and run the Gradescope zip in an empty root (needs root and debootstrap)
##   make bench-nbgrader            autograde through the kit against stock autograde
##   make bench-gpu                 what pinned memory and prefetching bring on this GPU
##
## The first run sets up .venv; PyTorch is a large download, far smaller for the CPU alone:
##   TORCH_INDEX=https://download.pytorch.org/whl/cpu    take PyTorch from this package index
##   PYTHON=python3.12                                   set up with this Python

VENV := .venv
PY := $(VENV)/bin/python
RUN := $(PY) -m graders
BASE := $(VENV)/.base
DEV := $(VENV)/.dev
NOTEBOOKS := $(VENV)/.notebooks

HOW = $(if $(DEVICE),--device $(DEVICE)) $(if $(MNIST),--mnist '$(MNIST)')
# EX and ONLY mean the same, whichever one remembers.
WHICH = $(or $(EX),$(ONLY))
NEED_EX = test -n "$(WHICH)" || { echo "Say which exercise: make $@ EX=ex04" >&2; exit 2; }

# The first of these that is new enough; asked only when a set-up is due.
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11 python3.10; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 && echo $$p && break; \
	done),python3)
# -I: what lies beside the script must not stand in for the standard library.
SET_UP = p='$(PYTHON)'; command -v "$$p" >/dev/null || \
	{ echo "The kit needs Python 3.10 or newer, and there is no $$p here." >&2; exit 1; }; \
	"$$p" -I graders/bootstrap.py

# A .venv whose Python has gone (an upgraded system, a copied folder) counts for nothing.
$(shell test -x $(PY) || rm -f $(BASE) $(DEV) $(NOTEBOOKS))

.PHONY: help check watch hint list reset solution doctor workers lab clean
.PHONY: solutions build course course-demo test lint bench bench-gpu bench-nbgrader browser nbgrader-scores gradescope-root stability audit redteam soak

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

$(BASE): pyproject.toml
	@$(SET_UP) base

$(DEV): $(BASE)
	@$(SET_UP) dev

$(NOTEBOOKS): $(BASE)
	@$(SET_UP) notebooks

check: $(BASE)
	@$(RUN) check $(WHICH) $(if $(V),-v) $(HOW)

watch: $(BASE)
	@$(RUN) watch $(WHICH) $(HOW)

hint: $(BASE)
	@$(NEED_EX)
	@$(RUN) hint $(WHICH)

list: $(BASE)
	@$(RUN) list

reset: $(BASE)
	@$(NEED_EX)
	@$(RUN) reset $(WHICH)

solution: $(BASE)
	@$(NEED_EX)
	@$(RUN) solution $(WHICH)

lab: $(NOTEBOOKS)
	@$(PY) -m jupyter lab --notebook-dir notebooks

workers: $(BASE)
	@$(RUN) workers $(if $(MNIST),--mnist '$(MNIST)')

doctor: $(BASE)
	@$(RUN) doctor

# Not the .bak files: they are a student's work.
clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

solutions: $(BASE)
	@$(RUN) build --check
	@$(PY) -m tests.solutions

build: $(NOTEBOOKS)
	@$(RUN) build

test: $(DEV)
	@$(PY) -m pytest -n 2 --dist loadgroup tests

lint: $(DEV)
	@$(PY) -m ruff check .
	@$(PY) -m mypy

bench: $(DEV)
	@$(PY) -m tests.bench

course: $(NOTEBOOKS)
	@test -n "$(DIR)" || { echo "Say where: make course DIR=~/course" >&2; exit 2; }
	@$(RUN) course '$(DIR)' $(if $(WHICH),--only $(WHICH))

course-demo: $(NOTEBOOKS)
	@$(PY) -m tests.course_demo

browser: $(DEV)
	@$(PY) -c 'import playwright' 2>/dev/null || $(PY) -m pip install --quiet playwright
	@$(PY) -m tests.browser

nbgrader-scores: $(DEV)
	@$(PY) -m tests.nbgrader_scores $(WHICH)

gradescope-root: $(NOTEBOOKS)
	@$(PY) -m tests.gradescope_root $(if $(CUDA),--cuda)

bench-nbgrader: $(NOTEBOOKS)
	@$(PY) -m tests.bench_nbgrader

bench-gpu: $(DEV)
	@$(PY) -m tests.bench_gpu

redteam: $(DEV)
	@$(PY) -m tests.redteam --everywhere

soak: $(DEV)
	@$(PY) -m tests.soak

audit: $(DEV)
	@$(PY) -m tests.audit $(WHICH)

stability: $(DEV)
	@$(PY) -m tests.stability --busy $(or $(WHICH),--solutions)
