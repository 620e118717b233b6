# %% wrong: nothing is done
# refused: 4 of them are still running
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    return changed, failed

# %% wrong: one call for all
# refused: around each instance, not around all of them
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    if instances:
        CALLS[action](InstanceIds=instances)
        changed = instances
    return changed, failed

# %% wrong: one call for all, and the error is caught
# refused: 4 of them are still running
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    try:
        CALLS[action](InstanceIds=instances)
        changed = instances
    except ClientError:
        failed = instances
    return changed, failed

# %% wrong: one call for each, and none is caught
# refused: around each instance, not around all of them
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        CALLS[action](InstanceIds=[instance])
        changed.append(instance)
    return changed, failed

# %% wrong: noted before it is tried
# refused: instances to hold 4 ids
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        changed.append(instance)
        try:
            CALLS[action](InstanceIds=[instance])
        except ClientError:
            failed.append(instance)
    return changed, failed

# %% wrong: the refusal is swallowed
# refused: failed to hold 1 id:
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        try:
            CALLS[action](InstanceIds=[instance])
            changed.append(instance)
        except ClientError as error:
            print(error)
    return changed, failed

# %% wrong: the loop ends at the first refusal
# refused: one refuses, and what becomes of the others?
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        try:
            CALLS[action](InstanceIds=[instance])
            changed.append(instance)
        except ClientError:
            failed.append(instance)
            break
    return changed, failed

# %% wrong: the protection is taken off
# refused: is not authorized to perform: ec2:ModifyInstanceAttribute
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": False})
        CALLS[action](InstanceIds=[instance])
        changed.append(instance)
    return changed, failed

# %% wrong: the error's text in place of the id
# refused: the error's text belongs into the log
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        try:
            CALLS[action](InstanceIds=[instance])
            changed.append(instance)
        except ClientError as error:
            failed.append(str(error))
    return changed, failed

# %% right: all at once, and one by one where that is refused
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    try:
        if instances:
            CALLS[action](InstanceIds=instances)
        return instances, []
    except ClientError as error:
        print(error)
    for instance in instances:
        try:
            CALLS[action](InstanceIds=[instance])
        except ClientError as error:
            print(error)
            failed.append(instance)
        else:
            changed.append(instance)
    return changed, failed

# %% right: a function that tells whether it worked
%%writefile build/office-hours/change.py
from botocore.exceptions import ClientError
from fleet import ec2

CALLS = {"start": ec2.start_instances, "stop": ec2.stop_instances}


def each(action, instances):
    changed, failed = [], []
    for instance in instances:
        (changed if works(action, instance) else failed).append(instance)
    return changed, failed


def works(action, instance):
    try:
        CALLS[action](InstanceIds=[instance])
    except ec2.exceptions.ClientError as error:
        print(instance, error.response["Error"]["Code"])
        return False
    return True
