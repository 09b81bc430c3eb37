# Everything is safe to repeat. `make help` lists the commands.

PYTHON ?= python3
VENV := .venv/bin
# Without a display there is no browser to open; JupyterLab prints its address. Root is the usual user in a container.
LAB_FLAGS = $(if $(filter Linux,$(shell uname)),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,--no-browser)) \
  $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help setup lab test lint notebooks fork grade handout bench site links

help:
	@echo 'make lab        open the lessons in JupyterLab (LAB="--port 9000" adds options of its own)'
	@echo 'make setup      make .venv, which the others do first where it is missing'
	@echo 'make test       run every test, every exercise, every notebook (FAST=1 what you need between two edits,'
	@echo '                FULL=1 lessons train as long as for a learner, and exercises see 70 seeds)'
	@echo 'make notebooks  build notebooks/ and solutions/*.ipynb (LESSONS="01 08" only these, ALL=1 execute them all)'
	@echo 'make grade      marks for a folder of submissions (SUBMISSIONS=folder MARKS=marks, OPTIONS="--help" for more)'
	@echo 'make handout    a zip file for students, without the solutions'
	@echo 'make bench      measure speed and accuracy, write RESULTS.md (PARTS="speed,checks" only these)'
	@echo 'make site       a site to read, and to work in without installing, in build/site (PYODIDE=folder for no network)'
	@echo 'make fork       make links to Colab and boot cells lead to your copy (REPOSITORY=https://github.com/you/yours)'
	@echo 'make links      ask for every address outside that a page links to; needs a network'
	@echo 'make lint       look at the code with ruff'
	@echo
	@echo 'The first of these makes .venv; PYTHON=python3.12 chooses the Python for it.'

setup:
	@command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is missing. Install Python 3.11 or newer, or name' \
	  'yours, for instance: make lab PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -I staff/set_up.py

lab: setup
	@$(VENV)/python -m jupyterlab --log-level=WARN --ServerApp.root_dir=. \
	  --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(strip $(LAB_FLAGS)) $(LAB)

# Two notebooks train at a time. With two threads each, on two cores, they would mostly wait for each other.
PYTEST = OMP_NUM_THREADS=1 $(if $(FULL),INFOGAN_SHORTER= INFOGAN_SEEDS=70) \
  $(VENV)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
ifdef FAST
test: lint
	@echo 'Left out: notebooks, grading, pages in a browser, benchmarks, set-up, and one seed of three. Without FAST=1'
	@echo 'they are tested, too.'
	@INFOGAN_SEEDS=2 $(PYTEST) tests/helpers tests/staff/authoring tests/test_errata.py tests/test_floors.py tests/test_links.py
else
test: lint
	@echo 'Every dot is a test that passed; a line ends with the share that is done. First come the notebooks, some of'
	@echo 'which train, for $(if $(FULL),as many steps as,fewer steps than) a learner. F is a failure, explained at the end; s'
	@echo 'is a test that has nothing to test here.'
	@$(PYTEST)
endif

lint: setup
	@$(VENV)/python -m ruff check --quiet .

notebooks: setup
	@$(VENV)/python -m staff.authoring $(LESSONS) $(if $(ALL),--all)

fork: setup
	@$(VENV)/python -m staff.authoring.fork '$(REPOSITORY)'

MARKS = marks
grade: setup
	@test -n '$(SUBMISSIONS)$(OPTIONS)' || { echo 'Which folder? make grade SUBMISSIONS=folder' >&2; exit 1; }
	@$(VENV)/python -m staff.grading $(if $(SUBMISSIONS),'$(SUBMISSIONS)') --out '$(MARKS)' $(OPTIONS)

handout: setup
	@$(VENV)/python -m staff.grading.handout

bench: setup
	@$(VENV)/python -m staff.benchmarks $(if $(PARTS),--only $(PARTS))

site: setup
	@$(VENV)/python -m staff.reading_copy $(if $(PYODIDE),--pyodide '$(PYODIDE)')

links: setup
	@$(VENV)/python -m tests.links
