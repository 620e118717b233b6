# %% wrong: no targets
# refused: there is none
target = None

# %% wrong: the rules are swapped
# refused: it sends {"action": "stop"}
for rule, action in (("office-opens", "stop"), ("office-closes", "start")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: both stop
# refused: it sends {"action": "stop"}
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"action": "stop"})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: without an input
# refused: it sends EventBridge's own event
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    target = {"Id": "office-hours", "Arn": function_arn}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: another name of the field
# refused: it sends {"Action": "start"}
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"Action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: the action alone
# refused: it sends "start"
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps(action)
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: no JSON at all, which EventBridge refuses
# refused: there is none
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    target = {"Id": "office-hours", "Arn": function_arn, "Input": action}
    try:
        events.put_targets(Rule=rule, Targets=[target])
    except events.exceptions.ClientError as refusal:
        print(refusal)

# %% wrong: opening alone
# refused: the rule office-closes to have the target
for rule, action in (("office-opens", "start"),):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: the inbox is the target
# refused: its targets are arn:aws:sqs
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": inbox_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: another function
# refused: function:office-hours-2
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn + "-2", "Input": event}
    events.put_targets(Rule=rule, Targets=[target])

# %% wrong: the function twice, with two ids
# refused: office-hours would run as often
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])
    events.put_targets(Rule=rule, Targets=[target | {"Id": "again"}])

# %% wrong: the targets are removed again
# refused: there is none
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    event = json.dumps({"action": action})
    target = {"Id": "office-hours", "Arn": function_arn, "Input": event}
    events.put_targets(Rule=rule, Targets=[target])
    events.remove_targets(Rule=rule, Ids=["office-hours"])

# %% right: the JSON written by hand, the rule's name as id
actions = {"office-opens": "start", "office-closes": "stop"}
for rule in actions:
    text = '{ "action" : "' + actions[rule] + '" }'
    events.put_targets(Rule=rule, Targets=[{"Id": rule, "Arn": function_arn, "Input": text}])

# %% right: an input transformer
for rule, action in (("office-opens", "start"), ("office-closes", "stop")):
    transformer = {"InputTemplate": json.dumps({"action": action})}
    target = {"Id": "1", "Arn": function_arn, "InputTransformer": transformer}
    events.put_targets(Rule=rule, Targets=[target])
