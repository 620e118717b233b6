# %% wrong: nothing is deployed
# refused: 404
news = None
news

# %% wrong: another version
# refused: "version": "2.0.1"
for _ in range(2):
    post(id="run-42", service="shop", version="2.0.1")
news = json.loads(next(read(channel))["Message"])
news

# %% wrong: into the table, past the API
# refused: not by register
item = {"id": "run-42", "service": "shop", "version": "2.0.0"}
dynamodb.put_item(TableName="deployments", Item={name: {"S": item[name]} for name in item})
news = json.loads(next(read(channel))["Message"])
news

# %% wrong: the mapping is taken away
# refused: this cannot be judged before stream-feeds-announce is met
for _ in range(2):
    post(id="run-42", service="shop", version="2.0.0")
news = json.loads(next(read(channel))["Message"])
for number in mappings():
    functions.delete_event_source_mapping(UUID=number)
wait_for(lambda: not mappings() or None, 60)
news

# %% wrong: the door is shut again
# refused: this cannot be judged before api-may-invoke is met
for _ in range(2):
    post(id="run-42", service="shop", version="2.0.0")
news = json.loads(next(read(channel))["Message"])
functions.remove_permission(FunctionName="register", StatementId="registry")
news

# %% right: by urlopen and the queue as a resource
fields = {"id": "run-42", "service": "shop", "version": "2.0.0"}
for kind in ("application/json", "application/octet-stream"):
    request = Request(address, json.dumps(fields).encode(), {"Content-Type": kind}, method="POST")
    with urlopen(request) as response:
        reply = json.load(response)
[message] = boto3.resource("sqs").Queue(channel).receive_messages(WaitTimeSeconds=10)
news = json.loads(json.loads(message.body)["Message"])
message.delete()
news

# %% right: three times, and read until it comes
replies = {post(service="shop", version="2.0.0", id="run-42") for _ in range(3)}
for message in read(channel):
    news = json.loads(message["Message"])
news
