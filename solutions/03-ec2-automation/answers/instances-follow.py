# %% wrong: nothing is done
# refused: 5 of them are still running
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    return {"action": action, "instances": instances}

# %% wrong: an empty list is sent
# refused: what the call gets when there is nothing to do
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    calls = {"start": fleet.ec2.start_instances, "stop": fleet.ec2.stop_instances}
    calls[action](InstanceIds=instances)
    return {"action": action, "instances": instances}

# %% wrong: start and stop are mixed up
# refused: which call does "stop" lead to, and with which ids?
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    calls = {"start": fleet.ec2.stop_instances, "stop": fleet.ec2.start_instances}
    if instances:
        calls[action](InstanceIds=instances)
    return {"action": action, "instances": instances}

# %% wrong: it can only stop
# refused: which call does "start" lead to
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    if instances:
        fleet.ec2.stop_instances(InstanceIds=instances)
    return {"action": action, "instances": instances}

# %% wrong: the first of them alone
# refused: 4 of them are still running
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    calls = {"start": fleet.ec2.start_instances, "stop": fleet.ec2.stop_instances}
    if instances:
        calls[action](InstanceIds=instances[:1])
    return {"action": action, "instances": instances}

# %% wrong: terminated in place of stopped
# refused: is not authorized to perform: ec2:TerminateInstances
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    calls = {"start": fleet.ec2.start_instances, "stop": fleet.ec2.terminate_instances}
    if instances:
        calls[action](InstanceIds=instances)
    return {"action": action, "instances": instances}

# %% wrong: every instance of the account, whatever was found
# refused: is not authorized to perform: ec2:StopInstances
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    pages = fleet.ec2.get_paginator("describe_instances").paginate()
    groups = [group for page in pages for group in page["Reservations"]]
    every = [one["InstanceId"] for group in groups for one in group["Instances"]]
    if action == "stop":
        fleet.ec2.stop_instances(InstanceIds=every)
    elif instances:
        fleet.ec2.start_instances(InstanceIds=instances)
    return {"action": action, "instances": instances}

# %% wrong: every instance with the tag, terminated ones as well
# refused: a terminated instance keeps its tags for about an hour
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    filters = [{"Name": "tag:Schedule", "Values": ["office-hours"]}]
    pages = fleet.ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    tagged = [one["InstanceId"] for group in groups for one in group["Instances"]]
    calls = {"start": fleet.ec2.start_instances, "stop": fleet.ec2.stop_instances}
    calls[action](InstanceIds=tagged)
    return {"action": action, "instances": instances}

# %% right: an if for each action, one instance after the other
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    for instance in instances:
        if action == "stop":
            fleet.ec2.stop_instances(InstanceIds=[instance])
        elif action == "start":
            fleet.ec2.start_instances(InstanceIds=[instance])
    return {"action": action, "instances": instances}

# %% right: by the name of the call
%%writefile build/office-hours/app.py
import fleet


def handler(event, context):
    action = event["action"]
    instances = fleet.find(action)
    if not instances:
        return {"action": action, "instances": []}
    getattr(fleet.ec2, f"{action}_instances")(InstanceIds=instances)
    return {"action": action, "instances": instances}
