# %% wrong: nothing is kept
# refused: cold-request, cold-init, warm-request, warm-billed not among its
facts = {}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: cold and warm are mixed up
# refused: has no Init Duration
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[1], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[0], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: the warm one is the cold one
# refused: has an Init Duration
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[0], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: how long the cold run took, instead of its init
# refused: cold-init to be the Init Duration
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": receipts[0].split("Duration: ")[1].split()[0],
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: how long the warm run took, instead of what is billed
# refused: warm-billed to be the Billed Duration
while ".00 ms" in receipts[1]:  # one in a hundred takes whole milliseconds: there the two are the same
    receipts[1] = measure()

def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": receipts[1].split("Duration: ")[1].split()[0],
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: an id of somewhere else
# refused: its log has no REPORT line of
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": "8d0c5a3e-0000-4000-8000-3a1f2b4c5d6e",
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: the words are kept with the id
# refused: its log has no REPORT line of 'RequestId: 
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": "RequestId: " + figure(receipts[0], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: guessed
# refused: it is '250'
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": 250,
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": 2,
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: other names
# refused: cold-request, cold-init, warm-request, warm-billed not among its
facts = {"cold_request": "1", "cold_init": 2, "warm_request": "3", "warm_billed": 4}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% wrong: an earlier run had all four names, this one has one of them misspelt
# refused: cold-init not among its
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration"),
    "warm-request": figure(receipts[1], "RequestId"),
    "warm-billed": figure(receipts[1], "Billed Duration"),
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=facts)
facts["cold_init"] = facts.pop("cold-init")
names = ["cold-request", "cold-init", "warm-request", "warm-billed"]
functions.untag_resource(Resource=created["FunctionArn"], TagKeys=names)
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% right: by the class of notebook 01
from lambdalab.reports import Report

cold, *warm = [Report.of(receipt.replace("\n    ", "\t")) for receipt in receipts]
facts = {
    "cold-request": cold.request_id,
    "cold-init": cold.init_ms,
    "warm-request": warm[-1].request_id,
    "warm-billed": warm[-1].billed_ms,
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)

# %% right: with their unit, and of the last run
def figure(receipt, name):
    return receipt.split(f"{name}: ")[1].split()[0]

facts = {
    "cold-request": figure(receipts[0], "RequestId"),
    "cold-init": figure(receipts[0], "Init Duration") + " ms",
    "warm-request": figure(receipts[2], "RequestId"),
    "warm-billed": figure(receipts[2], "Billed Duration") + " ms",
}
tags = {name: str(value) for name, value in facts.items()}
functions.tag_resource(Resource=created["FunctionArn"], Tags=tags)
