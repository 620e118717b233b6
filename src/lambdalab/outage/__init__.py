"""Lab 10's system: how it is built, and how it is found broken, another way for each account.

Learners use ``hand_over`` alone. The lab's checks use ``names``, which says how the system should be, and
know nothing of ``faults``, which says how it can be broken.
"""

from lambdalab.outage.handover import hand_over

__all__ = ["hand_over"]
