# %% wrong: one past the maximum
# refused: allows in size.py: MAX_SIZE
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size <= MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: one below the minimum
# refused: allows in size.py: MIN_SIZE
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size >= MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: no bounds
# refused: rang at
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return True


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: bounds in the code
# refused: rang at
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < 4 if step > 0 else size > 1


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: no way back for a fleet that is too large
# refused: with a MAX_SIZE of only 4
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return MIN <= size + step <= MAX


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: all that may be launched at once
# refused: one more, up to MAX_SIZE
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE,
            MinCount=1,
            MaxCount=MAX,
            TagSpecifications=TAGS,
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: everybody is terminated
# refused: one less, down to MIN_SIZE
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members)

# %% wrong: launched without a tag
# refused: the role allows to launch what gets TAGS with the call
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1)
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% wrong: stopped in place of terminated
# refused: a member that is too much is terminated, not stopped
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.stop_instances(InstanceIds=members[:1])

# %% wrong: somebody else's instance is terminated
# refused: whom does it terminate? The role allows members alone
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step > 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        others = ec2.describe_instances(
            Filters=[{"Name": "tag:Fleet", "Values": ["db"]}]
        )["Reservations"]
        one = others[0]["Instances"][0]["InstanceId"]
        ec2.terminate_instances(InstanceIds=[one])

# %% wrong: the other way round
# refused: rang at
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}


def allows(step, size):
    return size < MAX if step > 0 else size > MIN


def change(step, members):
    if step < 0:
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=TAGS
        )
    else:
        ec2.terminate_instances(InstanceIds=members[:1])

# %% right: compared with the bound of the direction, the oldest goes
%%writefile build/scale/size.py
import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}

BOUNDS = {1: MAX, -1: MIN}


def allows(step, size):
    return (BOUNDS[step] - size) * step > 0


def change(step, members):
    if step == 1:
        count = {"MinCount": 1, "MaxCount": 1}
        ec2.run_instances(LaunchTemplate=TEMPLATE, TagSpecifications=TAGS, **count)
        return
    found = ec2.describe_instances(InstanceIds=members)["Reservations"]
    each = [one for group in found for one in group["Instances"]]
    oldest = min(each, key=lambda one: one["LaunchTime"])
    ec2.terminate_instances(InstanceIds=[oldest["InstanceId"]])

# %% right: the bounds are read at each call, the newest goes
%%writefile build/scale/size.py
import os

from clients import ec2

TEMPLATE = {"LaunchTemplateName": "web", "Version": "$Default"}


def allows(step, size):
    if step < 0:
        return size + step >= int(os.environ["MIN_SIZE"])
    return size + step <= int(os.environ["MAX_SIZE"])


def change(step, members):
    if step < 0:
        ec2.terminate_instances(InstanceIds=[members[-1]])
    else:
        tag = {"Key": "Fleet", "Value": "web"}
        tags = [{"ResourceType": "instance", "Tags": [tag]}]
        ec2.run_instances(
            LaunchTemplate=TEMPLATE, MinCount=1, MaxCount=1, TagSpecifications=tags
        )
