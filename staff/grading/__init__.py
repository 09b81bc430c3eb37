"""From a folder of submissions to marks: ``make grade SUBMISSIONS=folder``, or ``python -m staff.grading folder``.

README.md in this folder is the instructor's manual. Data flows one way:

    submissions/ (find, read) -> cage/runner.py, watch.py (send, watch) | inside/worker.py (observe)
                                                                        | <- plain values only
    reports/marks.py (judge, keep) -> write.py: tables, pages, gradebook, statistics

Left of the bar is the grader: it knows what is right and never runs a submission. Right of it a submission runs with
the inputs of the exercises and nothing else. What comes back over the bar is a claim, read as JSON and judged.
"""
