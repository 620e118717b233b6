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
            print(f"{action} {instance}: {error}")
            failed.append(instance)
    return changed, failed
