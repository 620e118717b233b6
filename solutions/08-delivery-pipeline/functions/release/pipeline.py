import deploy, judge, outcome, state, traffic, validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        return outcome.tell("rejected", version, problem)
    traffic.begin(version)


def decide():
    version = state.on_trial()
    verdict = judge.verdict(version) if version else "wait"
    if verdict == "finish":
        traffic.finish(version)
        outcome.tell("released", version)
    if verdict == "roll back":
        traffic.roll_back()
        outcome.tell("rolled back", version, "orders failed")
