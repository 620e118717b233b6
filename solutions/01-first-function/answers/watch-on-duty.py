# %% wrong: as the colleague left it
# refused: each of three runs in a row did
%%writefile build/disk-watch/owners.py
import guarded
import inventory


def handler(event, context):
    answer = guarded.handler(event, context)
    teams = inventory.load()
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% wrong: in a function that each run calls
# refused: each of three runs in a row did
%%writefile build/disk-watch/owners.py
import guarded
import inventory


def teams_now():
    return inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    teams = teams_now()
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% wrong: both before the handler and in it
# refused: each of three runs in a row did
%%writefile build/disk-watch/owners.py
import guarded
import inventory

teams = inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    teams = inventory.load()
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% wrong: unknown hosts are forgotten
# refused: it ended with KeyError: 'nas'
%%writefile build/disk-watch/owners.py
import guarded
import inventory

teams = inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams[kind] for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% wrong: the owners are left out
# refused: they are None
%%writefile build/disk-watch/owners.py
import guarded
import inventory


def handler(event, context):
    answer = guarded.handler(event, context)
    return answer

# %% wrong: teams alone, without the disks
# refused: they are [
%%writefile build/disk-watch/owners.py
import guarded
import inventory

teams = inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": list(owners.values())}

# %% wrong: the door is left open
# refused: it ended with TypeError
%%writefile build/disk-watch/owners.py
import app
import inventory

teams = inventory.load()


def handler(event, context):
    answer = app.handler(event, context)
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% wrong: the loaded name is not the used one
# refused: NameError
%%writefile build/disk-watch/owners.py
import guarded
import inventory

inventory_teams = inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% right: loaded by the first run that needs it
%%writefile build/disk-watch/owners.py
import guarded
import inventory

teams = {}


def handler(event, context):
    answer = guarded.handler(event, context)
    if not teams:
        teams.update(inventory.load())
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}

# %% right: a cache from the standard library
%%writefile build/disk-watch/owners.py
from functools import cache

import guarded
import inventory

load = cache(inventory.load)


def handler(event, context):
    answer = guarded.handler(event, context)
    teams = load()
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}
