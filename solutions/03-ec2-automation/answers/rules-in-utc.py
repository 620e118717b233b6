# %% wrong: no rules
# refused: there is none
opens = closes = None

# %% wrong: in Tokyo's time
# refused: the hour: a rule's cron expression is in UTC
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 8 ? * MON-FRI *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 19 ? * MON-FRI *)"
)["RuleArn"]

# %% wrong: the hour in UTC, the days of Tokyo
# refused: the days: which day is it in UTC
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * MON-FRI *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * MON-FRI *)"
)["RuleArn"]

# %% wrong: the days of both moved
# refused: the days: which day is it in UTC
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * SUN-THU *)"
)["RuleArn"]

# %% wrong: every day
# refused: the days: which day is it in UTC
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 * * ? *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 * * ? *)"
)["RuleArn"]

# %% wrong: nine hours added, not taken off
# refused: the hour: is it earlier or later in UTC than there?
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 17 ? * MON-FRI *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 4 ? * TUE-SAT *)"
)["RuleArn"]

# %% wrong: minutes and hours are mixed up
# refused: office-opens to run at 08:30 in Tokyo
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(23 3 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(10 0 ? * MON-FRI *)"
)["RuleArn"]

# %% wrong: days by their numbers, one off
# refused: the days: which day is it in UTC
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * 2-6 *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * 1-5 *)"
)["RuleArn"]

# %% wrong: once a day, whenever it was put
# refused: office-opens to run at 08:30 in Tokyo
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="rate(1 day)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="rate(1 day)"
)["RuleArn"]

# %% wrong: rules swapped
# refused: office-opens to run at 08:30 in Tokyo
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(0 10 ? * MON-FRI *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]

# %% wrong: in one year that is over
# refused: does not run in the two weeks
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU 2025)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * MON-FRI *)"
)["RuleArn"]

# %% wrong: disabled
# refused: it is DISABLED: it will never run
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)", State="DISABLED"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * MON-FRI *)", State="DISABLED"
)["RuleArn"]

# %% wrong: closing is disabled
# refused: office-closes to be enabled
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * MON-FRI *)"
)["RuleArn"]
events.disable_rule(Name="office-closes")

# %% wrong: other names
# refused: the account's rules are
opens = events.put_rule(
    Name="opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="closes", ScheduleExpression="cron(0 10 ? * MON-FRI *)"
)["RuleArn"]

# %% wrong: closing at seven in the morning
# refused: office-closes to run at 19:00 in Tokyo
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 22 ? * SUN-THU *)"
)["RuleArn"]

# %% wrong: an event pattern
# refused: it has an event pattern
pattern = json.dumps({"source": ["aws.ec2"]})
for rule in ("office-opens", "office-closes"):
    events.put_rule(Name=rule, EventPattern=pattern)

# %% wrong: days by the numbers of Unix, where Monday is 1
# refused: 2 times when it should not: Sun 19:00 Tokyo (Sun 10:00 UTC)
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * 1-5 *)"
)["RuleArn"]

# %% wrong: Friday is forgotten
# refused: in two weeks it runs 8 times, and not on Fri 19:00 Tokyo
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN-THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * MON-THU *)"
)["RuleArn"]

# %% wrong: a crontab's line, without cron(...)
# refused: there is none
for rule in ("office-opens", "office-closes"):
    try:
        events.put_rule(Name=rule, ScheduleExpression="30 23 * * 0-4")
    except events.exceptions.ClientError as refusal:
        print(refusal)

# %% right: days one by one, and by their numbers
opens = events.put_rule(
    Name="office-opens", ScheduleExpression="cron(30 23 ? * SUN,MON,TUE,WED,THU *)"
)["RuleArn"]
closes = events.put_rule(
    Name="office-closes", ScheduleExpression="cron(0 10 ? * 2-6 *)"
)["RuleArn"]

# %% right: in a dictionary
schedules = {
    "office-opens": "cron(30 23 ? JAN-DEC 1-5 2026-2199)",
    "office-closes": "cron(00 10 ? * MON-FRI *)",
}
opens, closes = (
    events.put_rule(Name=rule, ScheduleExpression=schedule, Description=rule)["RuleArn"]
    for rule, schedule in schedules.items()
)
