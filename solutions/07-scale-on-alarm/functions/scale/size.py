import os

from clients import ec2

MIN, MAX = int(os.environ["MIN_SIZE"]), int(os.environ["MAX_SIZE"])
TAGS = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": "web"}]}]
TEMPLATE = {"LaunchTemplateName": "web"}

def allows(step, size):
    return size < MAX if step > 0 else size > MIN

def change(step, members):
    if step > 0:
        launch = {"LaunchTemplate": TEMPLATE, "TagSpecifications": TAGS}
        ec2.run_instances(MinCount=1, MaxCount=1, **launch)
    else:
        ec2.terminate_instances(InstanceIds=members[:1])
