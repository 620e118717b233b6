# %% wrong: nothing is judged
# refused: the order in disks_of
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    return event["disks"]

# %% wrong: an error that Python has already
# refused: it ended with ValueError
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        raise ValueError("a report has a list of disks")
    return event["disks"]

# %% wrong: only what is missing is found
# refused: it ended with TypeError
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if "disks" not in event:
        raise BadReport("no disks")
    for disk in event["disks"]:
        if "name" not in disk or "used" not in disk:
            raise BadReport(f"{disk} lacks something")
    return event["disks"]

# %% wrong: the bounds are not checked
# refused: it was taken
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        raise BadReport("no list of disks")
    for disk in event["disks"]:
        if "name" not in disk or not isinstance(disk.get("used"), (int, float)):
            raise BadReport(f"{disk} lacks something")
    return event["disks"]

# %% wrong: the message does not say which disk
# refused: a message that names db-
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        raise BadReport("no list of disks")
    for disk in event["disks"]:
        used = disk.get("used")
        if "name" not in disk or not isinstance(used, (int, float)) or not 0 <= used <= 100:
            raise BadReport("a disk is wrong")
    return event["disks"]

# %% wrong: the error is returned, not raised
# refused: it ended with
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        return BadReport("no list of disks")
    return event["disks"]

# %% wrong: bad disks are left out in silence
# refused: it was taken
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        raise BadReport("no list of disks")
    return [
        disk for disk in event["disks"]
        if "name" in disk and isinstance(disk.get("used"), (int, float)) and 0 <= disk["used"] <= 100
    ]

# %% wrong: 0 counts as missing
# refused: it ended with BadReport: db-
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    if not isinstance(event.get("disks"), list):
        raise BadReport("no list of disks")
    for disk in event["disks"]:
        used = disk.get("used")
        if not disk.get("name"):
            raise BadReport("a disk without a name")
        if not used or not isinstance(used, (int, float)) or not 0 <= used <= 100:
            raise BadReport(f"{disk['name']} has {used!r}")
    return event["disks"]

# %% wrong: a report of no disks counts as one without a list
# refused: which rule of the task forbids this report?
%%writefile build/disk-watch/report.py
class BadReport(Exception):
    pass


def disks_of(event):
    disks = event.get("disks")
    if not disks or not isinstance(disks, list):
        raise BadReport("a report has a list of disks")
    for disk in disks:
        used = disk.get("used")
        if "name" not in disk:
            raise BadReport("a disk without a name")
        if not isinstance(used, (int, float)) or not 0 <= used <= 100:
            raise BadReport(f"{disk['name']} has {used!r}")
    return disks

# %% wrong: the file is right, and the cell that lets Lambda begin in guarded.py is left out
# refused: its handler is app.handler
Path("build/disk-watch/report.py").write_text('''
class BadReport(Exception):
    pass


def disks_of(event):
    disks = event.get("disks")
    if not isinstance(disks, list):
        raise BadReport("a report has a list of disks")
    for disk in disks:
        used = disk.get("used")
        if "name" not in disk:
            raise BadReport("a disk without a name")
        if not isinstance(used, (int, float)) or not 0 <= used <= 100:
            raise BadReport(f"{disk['name']} has {used!r}")
    return disks
''')
update()
update = None  # so the cell below does nothing

# %% right: whatever Python refuses is a bad report
%%writefile build/disk-watch/report.py
class BadReport(ValueError):
    pass


def disks_of(event):
    try:
        for disk in event["disks"]:
            assert disk["name"]
            assert 0 <= disk["used"] <= 100
    except (KeyError, TypeError, AssertionError) as error:
        raise BadReport(f"{error!r} in {event}") from error
    return event["disks"]

# %% right: a dataclass that judges itself
%%writefile build/disk-watch/report.py
from dataclasses import dataclass


class BadReport(Exception):
    pass


@dataclass
class Disk:
    name: str
    used: float

    def __post_init__(self):
        if type(self.used) not in (int, float) or not 0 <= self.used <= 100:
            raise BadReport(f"{self.name} cannot be {self.used!r} % full")


def disks_of(event):
    disks = event.get("disks")
    if not isinstance(disks, list) or not all("name" in disk for disk in disks):
        raise BadReport("disks: a list of disks with names")
    for disk in disks:
        Disk(disk["name"], disk.get("used"))
    return disks
