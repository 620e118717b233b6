"""What a grader asks of AWS: the tasks of every lab, and how they are judged.

Learners use ``lambdalab.lab``, which shows and notes what is found here.
"""

from lambdalab.checks import object_notifications as object_notifications
from lambdalab.checks import start_here as start_here
from lambdalab.checks.registry import TASKS, find, judge, judge_lab, tasks_of
from lambdalab.checks.results import Verdict

__all__ = ["TASKS", "Verdict", "find", "judge", "judge_lab", "tasks_of"]
