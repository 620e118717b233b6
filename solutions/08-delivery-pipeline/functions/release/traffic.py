from deploy import SHOP, functions

LIVE = {"FunctionName": SHOP, "Name": "live"}


def begin(version):
    weights = {"AdditionalVersionWeights": {version: 0.1}}
    functions.update_alias(**LIVE, RoutingConfig=weights)


def finish(version):
    nobody = {"AdditionalVersionWeights": {}}
    functions.update_alias(**LIVE, FunctionVersion=version, RoutingConfig=nobody)


def roll_back():
    functions.update_alias(**LIVE, RoutingConfig={"AdditionalVersionWeights": {}})
