# %% wrong: a 1 for each line
# refused: each line gives 1
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "1"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}}],
)

# %% wrong: no dimension
# refused: all outcomes are in one
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed],
)

# %% wrong: a dimension for each user
# refused: its dimensions are: User from $.user
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed | {"dimensions": {"User": "$.user"}}],
)

# %% wrong: guesses alone
# refused: misses a sign-in that is fine
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.outcome != "ok" }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}}],
)

# %% wrong: without a dollar
# refused: the metric Duration in the namespace Door
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}}],
)

# %% wrong: with a default value, which AWS refuses
# refused: the metric Duration in the namespace Door
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}, "defaultValue": 0}],
)

# %% wrong: another field
# refused: there are 0
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.milliseconds"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms = * }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}}],
)

# %% right: every line that has an outcome
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.outcome = * }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}, "unit": "Milliseconds"}],
)

# %% right: every number
timed = {"metricNamespace": "Door", "metricName": "Duration", "metricValue": "$.ms"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="times",
    filterPattern='{ $.ms >= 0 }',
    metricTransformations=[timed | {"dimensions": {"Outcome": "$.outcome"}}],
)
