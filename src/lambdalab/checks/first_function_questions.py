"""Lab 01's questions: the right choice of each, and what speaks against the others."""

from collections.abc import Mapping

from lambdalab.checks.questions import Question

QUESTIONS: Mapping[str, Question] = {
    "error-seen": Question(
        "c",
        {
            "a": "that class lives in the function's process: can the caller's Python know it?",
            "b": "the crash of step 4 came through invoke, too: did boto3 raise anything?",
        },
    ),
    "new-limit": Question(
        "a",
        {
            "b": "an environment gets its variables when it is made: can those of a living process change?",
            "c": "what did you hand over in step 3, when 80 became the limit?",
        },
    ),
    "kept-list": Question(
        "b",
        {
            "a": "the counter of notebook 01 stood outside the handler, too: was it always 0?",
            "c": "environments are processes apart: how would the list of one get to the others?",
        },
    ),
    "cut-off": Question(
        "c",
        {
            "a": "what did the log of step 6 say of Python after the time ran out?",
            "b": "a Python error leaves errorType and a stack: which did the answer in step 6 have?",
        },
    ),
    "no-logs": Question(
        "b",
        {
            "a": "who writes the log, and does the caller's answer pass that way?",
            "c": "that folder belongs to one environment: who would fetch the lines from there?",
        },
    ),
}
