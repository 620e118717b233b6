"""What a grader asks of AWS: the tasks of every lab, and how they are judged.

Each module of this package may register tasks: a new lab's module only has to be there. Learners use
``lambdalab.lab``, which shows and notes what is found here.
"""

import pkgutil
from importlib import import_module

from lambdalab.checks.registry import TASKS, find, judge, judge_alone, judge_each, judge_lab, tasks_of
from lambdalab.checks.results import Verdict

__all__ = ["TASKS", "Verdict", "find", "judge", "judge_alone", "judge_each", "judge_lab", "tasks_of"]

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
