# %% wrong: no stream
# refused: it has no stream
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: a stream of keys
# refused: its view type is KEYS_ONLY
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: what the item was before
# refused: its view type is OLD_IMAGE
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: a key of two parts
# refused: it is id (S) and service (S)
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "service", "KeyType": "RANGE"},
    ],
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "service")],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: the key is a number
# refused: it is id (N)
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: paid by the hour
# refused: its BillingMode is PROVISIONED
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% wrong: another name
# refused: the account's tables are deployment
made = dynamodb.create_table(
    TableName="deployment",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% right: with the item before as well
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table

# %% right: the stream is added afterwards
made = dynamodb.create_table(
    TableName="deployments",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)
dynamodb.get_waiter("table_exists").wait(TableName="deployments")
made = dynamodb.update_table(
    TableName="deployments",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
)
table = made["TableDescription"]["TableName"]
dynamodb.get_waiter("table_exists").wait(TableName=table)
table
