# %% wrong: no validation
# refused: a package with a wrong total: live at version 2, with no weights
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version not in (state.on_trial(), state.decided()):
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: what is live is said before it is
# refused: a good package: /shop/live to be not there
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    outcome.tell("released", version)
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: success is told in spite of failure
# refused: a canary that fails: /shop/live to be 2
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("released", version)

# %% wrong: the canary is never finished
# refused: a canary with 7 good orders: live at version 2
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: a package that was rolled back gets a second trial
# refused: what was decided (state.decided) gets no second trial
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version == state.on_trial():
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: it does not wait for customers
# refused: a canary without orders: live at version 1, 10% to version 2
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        if judge.verdict(version) == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")
        else:
            traffic.finish(version)
            outcome.tell("released", version)

# %% wrong: nobody is told of a rejection
# refused: one message, rejected 4
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if not validate.problem(version):
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: no canary
# refused: a good package: live at version 1, 10% to version 2
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.finish(version)
        outcome.tell("released", version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: nothing on trial is an error
# refused: pipeline.decide, where nothing is on trial
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    version = state.on_trial()
    verdict = judge.verdict(version)
    if verdict == "finish":
        traffic.finish(version)
        outcome.tell("released", version)
    elif verdict == "roll back":
        traffic.roll_back()
        outcome.tell("rolled back", version, "orders failed")

# %% wrong: a rollback is kept quiet
# refused: one message, rolled back 3
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            traffic.roll_back()

# %% wrong: a rollback without a reason
# refused: it was told without a problem
%%writefile build/release/pipeline.py
import deploy, judge, outcome, state, traffic, validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    problem = validate.problem(version)
    if problem:
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    version = state.on_trial()
    if version is None:
        return
    verdict = judge.verdict(version)
    if verdict == "finish":
        traffic.finish(version)
        outcome.tell("released", version)
    elif verdict == "roll back":
        traffic.roll_back()
        outcome.tell("rolled back", version)

# %% wrong: it is told as released before it is
# refused: first traffic.finish, and only then outcome.tell
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            outcome.tell("released", version)
            traffic.finish(version)
        elif verdict == "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "orders failed")

# %% wrong: it is told as rolled back before it is
# refused: first traffic.roll_back, and only then outcome.tell
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version in (state.on_trial(), state.decided()):
        return
    if problem := validate.problem(version):
        outcome.tell("rejected", version, problem)
    else:
        traffic.begin(version)


def decide():
    if version := state.on_trial():
        verdict = judge.verdict(version)
        if verdict == "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        elif verdict == "roll back":
            outcome.tell("rolled back", version, "orders failed")
            traffic.roll_back()

# %% right: a table of what follows a verdict
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    is_known = version == state.decided() or version == state.on_trial()
    problem = None if is_known else validate.problem(version)
    if problem:
        outcome.tell("rejected", version, problem)
    elif not is_known:
        traffic.begin(version)


def finish(version):
    traffic.finish(version)
    outcome.tell("released", version)


def roll_back(version):
    traffic.roll_back()
    outcome.tell("rolled back", version, f"version {version} had errors")


def decide():
    version = state.on_trial()
    if version is None:
        return
    ends = {"finish": finish, "roll back": roll_back}
    if end := ends.get(judge.verdict(version)):
        end(version)

# %% right: match, and early returns
%%writefile build/release/pipeline.py
import deploy
import judge
import outcome
import state
import traffic
import validate


def release(bucket, key):
    version = deploy.publish(bucket, key)
    if version == state.on_trial():
        return
    if version == state.decided():
        return
    problem = validate.problem(version)
    if problem is None:
        traffic.begin(version)
        return
    outcome.tell("rejected", version, problem)


def decide():
    version = state.on_trial()
    match version and judge.verdict(version):
        case "finish":
            traffic.finish(version)
            outcome.tell("released", version)
        case "roll back":
            traffic.roll_back()
            outcome.tell("rolled back", version, "it failed")
