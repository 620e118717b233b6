"""Grades a class: reads what was handed in, runs each apart, asks the checks from outside, writes marks.

``handins`` finds notebooks, ``papers`` reads them, ``matching`` brings their cells back to ``releases``;
``sandbox``, ``gateway``, ``inside`` and ``running`` run them apart; ``marking`` asks the checks, by
``engines``; ``pool`` does that for many at once; ``records`` keeps what is done; ``pages`` (``gradebook``,
``returned``), ``report`` (``figures``) and ``tables`` write it down; ``desk`` is what ``./lab grade`` calls.
``rehearsal`` makes up a class to try it on.
"""
