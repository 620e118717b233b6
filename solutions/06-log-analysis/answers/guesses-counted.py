# %% wrong: a word, wherever it stands
# refused: misses an unknown user
guess = '"wrong-password"'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: words, wherever they stand
# refused: a word is looked for anywhere in a line
guess = '?"wrong-password" ?"unknown-user" ?"expired"'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: the probe as well
# refused: also matches the probe's
guess = '{ $.outcome != "ok" }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: only lines with a source
# refused: misses a wrong password: {
guess = '{ $.outcome != "ok" && $.source != "probe" }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: only lines without a source
# refused: misses a wrong password in the app
guess = '{ $.outcome != "ok" && $.source NOT EXISTS }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: the outcomes of today
# refused: misses an outcome that will be new
guess = '''{ ($.outcome = "wrong-password" || $.outcome = "unknown-user")
    && ($.source NOT EXISTS || $.source != "probe") }'''
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: the sources of today
# refused: misses a wrong password from elsewhere
guess = '{ $.outcome != "ok" && ($.source NOT EXISTS || $.source = "app") }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: the outcome that was announced, and those of today
# refused: misses an outcome that will be new
guess = '''{ ($.outcome = "wrong-password" || $.outcome = "unknown-user" || $.outcome = "expired")
    && ($.source NOT EXISTS || $.source != "probe") }'''
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: no zero
# refused: while all is well there is no metric
guess = '{ $.outcome != "ok" && ($.source NOT EXISTS || $.source != "probe") }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% wrong: the value from a field
# refused: a guess gives $.ms
guess = '{ $.outcome != "ok" && ($.source NOT EXISTS || $.source != "probe") }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "$.ms", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% right: everything but
guess = '''{ $.outcome = * && $.outcome != "ok"
    && ($.source = "app" || $.source NOT EXISTS || ($.source != "probe" && $.source != "app")) }'''
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1", "defaultValue": 0}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)

# %% right: by its beginning, the value with a point
guess = '{ ($.source NOT EXISTS || $.source != "pro*") && ($.outcome != "ok") }'
counted = {"metricNamespace": "Door", "metricName": "Guesses", "metricValue": "1.0", "defaultValue": 0.0, "unit": "Count"}
logs.put_metric_filter(
    logGroupName=group,
    filterName="guesses",
    filterPattern=guess,
    metricTransformations=[counted],
)
