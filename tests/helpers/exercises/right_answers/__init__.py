"""Right answers to the exercises in other forms than the worked ones, which no check may refuse: at least two each."""

from importlib import import_module

RIGHT = {name: answers for number in range(12)
         for name, answers in import_module(f"{__name__}.lesson_{number:02}").RIGHT.items()}
