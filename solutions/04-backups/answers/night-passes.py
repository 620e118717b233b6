# %% wrong: the rule is switched off
# refused: this cannot be judged before backup-runs-nightly is met
events.disable_rule(Name="nightly-backup")

# %% wrong: the role may delete whatever it likes
# refused: this cannot be judged before role-spares-other-snapshots is met
may_delete.pop("Condition")
statements = (may_look, may_read, may_create, may_tag, may_delete)
policy = document(*statements)
iam.put_role_policy(RoleName=name, PolicyName="backup", PolicyDocument=policy)

# %% wrong: the function fails
# refused: its log says: [ERROR] KeyError: 'time of day'
code = Path("build/backup/app.py").read_text()
Path("build/backup/app.py").write_text(code.replace('found = volumes.find()', 'found = volumes.find() if event["time of day"] else []'))
update()

# %% wrong: no variable for the retention
# refused: to have the variable RETENTION_DAYS
functions.update_function_configuration(
    FunctionName="backup", Environment={"Variables": {}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="backup")

# %% wrong: the volumes' pages are forgotten
# refused: of these 2 volumes got none
code = Path("build/backup/volumes.py").read_text()
Path("build/backup/volumes.py").write_text(code.replace('pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)', 'pages = [ec2.describe_volumes(Filters=filters, MaxResults=5)] and []'))
update()

# %% wrong: the snapshots' pages are forgotten
# refused: of them were deleted
code = Path("build/backup/snapshots.py").read_text()
Path("build/backup/snapshots.py").write_text(code.replace('for page in pages for one', 'for page in list(pages)[:1] for one'))
update()

# %% wrong: pending ones count as the last good one
# refused: the last good one of 1 volume was deleted
code = Path("build/backup/snapshots.py").read_text()
Path("build/backup/snapshots.py").write_text(code.replace('["completed"]', '["completed", "pending"]'))
update()

# %% wrong: the last one goes as well
# refused: the last good one of 2 volumes was deleted
code = Path("build/backup/retention.py").read_text()
Path("build/backup/retention.py").write_text(code.replace('if one not in newest.values()', 'if one'))
update()

# %% right: it looks for the next line of its own
from lambdalab.schedules import fire_now
from lambdalab.waiting import wait_for

let_pass(1)
before = runs()
def ended():
    group = "/aws/lambda/backup"
    found = logs.filter_log_events(logGroupName=group, filterPattern="REPORT")
    return {event["eventId"] for event in found["events"]}


earlier = ended()
fire_now("nightly-backup")
wait_for(lambda: (ended() - earlier) or None, 10)

# %% right: it looks at the answer, too
from lambdalab.schedules import fire_now
from lambdalab.waiting import wait_for

let_pass(1)
before = runs()
fired = fire_now("nightly-backup")
assert fired.was_fired
assert fired.targets == 1
assert wait_for(lambda: True if runs() == before + 1 else None, seconds=10)
