from tagged import ec2, tagged


def evening(event, context):
    running = tagged("running")
    if running:
        ec2.stop_instances(InstanceIds=running)
    print(event["time"], "stopped", *running)
    return {"stopped": len(running)}


def morning(event, context):
    stopped = tagged("stopped")
    if stopped:
        ec2.start_instances(InstanceIds=stopped)
    print(event["time"], "started", *stopped)
    return {"started": len(stopped)}
