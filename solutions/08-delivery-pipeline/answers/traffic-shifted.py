# %% wrong: the canary is never finished
# refused: found:    it is at version 1, with no weights
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: the weights stay after the end
# refused: RoutingConfig: the trial's weights still name it
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    functions.update_alias(**LIVE, FunctionVersion=version)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: rolls back to the number before
# refused: the one before may be broken
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    alias = functions.get_alias(**LIVE)
    [version] = alias["RoutingConfig"]["AdditionalVersionWeights"]
    before = str(int(version) - 1)
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=before, RoutingConfig=nobody)

# %% wrong: live becomes whatever is the latest
# refused: what $LATEST is, the next package changes
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion="$LATEST", RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: most customers get the canary
# refused: it is at version 3, 10% to version 1
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    before = functions.get_alias(**LIVE)["FunctionVersion"]
    weights = {"AdditionalVersionWeights": {before: 0.1}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: percent instead of a share
# refused: Member must have value less than or equal to 1.0, …
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 10}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: no canary at all
# refused: found:    it is at version 3, with no weights
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: half of the customers
# refused: 50% to version 3
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.5}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})

# %% wrong: a rollback that leaves the canary
# refused: found:    it is at version 1, 10% to version 3
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    good = functions.get_alias(**LIVE)["FunctionVersion"]
    functions.update_alias(**LIVE, FunctionVersion=good)

# %% wrong: the alias is taken away
# refused: perform: lambda:DeleteAlias
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.delete_alias(**LIVE)

# %% right: one function that says all of it
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def shift(version, weights):
    version = version or functions.get_alias(**LIVE)["FunctionVersion"]
    routing = {"AdditionalVersionWeights": weights}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=routing)


def begin(version):
    shift(None, {version: 0.1})


def finish(version):
    shift(version, {})


def roll_back():
    shift(None, {})

# %% right: an empty routing, and the revision that was read
%%writefile build/release/traffic.py
from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    seen = functions.get_alias(**LIVE)["RevisionId"]
    functions.update_alias(
        **LIVE, FunctionVersion=version, RoutingConfig={}, RevisionId=seen
    )


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={})
