# %% wrong: the error comes out of invoke
# refused: did boto3 raise anything?
choices = {
    "error-seen": "b",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: the class comes out of invoke
# refused: lives in the function's process
choices = {
    "error-seen": "a",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: living environments change
# refused: can those of a living process change?
choices = {
    "error-seen": "c",
    "new-limit": "b",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: configuration needs a package
# refused: what did you hand over in step 3
choices = {
    "error-seen": "c",
    "new-limit": "c",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: the list is always new
# refused: was it always 0?
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "a",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: the list belongs to all
# refused: how would the list of one get to the others?
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "c",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: finally runs
# refused: 4 are; cut-off is not: 'a'
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "a",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: Python raises TimeoutError
# refused: errorType and a stack
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "b",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: no log, no work
# refused: does the caller's answer pass that way?
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "a",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: one question is left out
# refused: no-logs not among its
choices = {
    "error-seen": "c",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "c",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: an earlier run answered all, this one leaves two out
# refused: kept-list, no-logs not among its
choices = dict(zip(["error-seen", "new-limit", "kept-list", "cut-off", "no-logs"], "cabcb"))
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)
del choices["kept-list"], choices["no-logs"]
names = ["error-seen", "new-limit", "kept-list", "cut-off", "no-logs"]
functions.untag_resource(Resource=created["FunctionArn"], TagKeys=names)
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% wrong: words for letters
# refused: one letter for each question: a, b, c
choices = {
    "error-seen": "FunctionError",
    "new-limit": "a",
    "kept-list": "b",
    "cut-off": "c",
    "no-logs": "b",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% right: capital letters
choices = {
    "error-seen": "C",
    "new-limit": "A",
    "kept-list": "B",
    "cut-off": "C",
    "no-logs": "B",
}
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)

# %% right: from a text
choices = dict(zip(["error-seen", "new-limit", "kept-list", "cut-off", "no-logs"], "cabcb"))
functions.tag_resource(Resource=created["FunctionArn"], Tags=choices)
