# %% wrong: yesterday's deployments, too
# refused: StartingPosition to be LATEST
settings = {
    "StartingPosition": "TRIM_HORIZON",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: changes and deletions, too
# refused: the mapping has no filter
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: changes, too
# refused: 2 like it came
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT", "MODIFY"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: the name in small letters
# refused: one message in channel for each new item
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["insert"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: the partial response is not read
# refused: FunctionResponseTypes to be
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: batches are not split
# refused: BisectBatchOnFunctionError to be True
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: tried until it is a day old
# refused: MaximumRetryAttempts to be 2
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)

# %% wrong: nobody hears of what was given up
# refused: DestinationConfig to be
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
}
connect(settings)

# %% right: the pattern by json.dumps, and a limit for age
pattern = json.dumps({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"id": {"S": [{"exists": True}]}}}})
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": pattern}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
    "MaximumRecordAgeInSeconds": 3600,
    "ParallelizationFactor": 1,
}
connect(settings)

# %% right: what is neither changed nor deleted
settings = {
    "StartingPosition": "LATEST",
    "BatchSize": 10,
    "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": [{"prefix": "INS"}]}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 2,
    "DestinationConfig": {"OnFailure": {"Destination": failed_arn}},
}
connect(settings)
