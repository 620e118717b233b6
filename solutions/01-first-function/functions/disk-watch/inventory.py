import time


def load():
    """Return the team of each kind of host."""
    time.sleep(1.2)  # the inventory is slow,
    ballast = b"." * 60_000_000  # and it is large
    teams = {"db": "data team", "web": "shop team", "mail": "office team"}
    return teams | {"": ballast}
