# %% wrong: nothing is allowed
# refused: it has no policy
who = {"Principal": "apigateway.amazonaws.com"}
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: the address's service in place of the API's
# refused: its policy names execute-api.amazonaws.com
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="execute-api.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:{place}:{api}/*",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: everybody may invoke it
# refused: its policy names *
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="*",
    SourceArn=f"arn:aws:execute-api:{place}:{api}/*",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: any API
# refused: its SourceArn is *
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: any API of this account
# refused: is for any: its SourceArn is arn:aws:execute-api:
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:{place}:*",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: only what registers
# refused: whatever stage, method and path, such as GET/deployments
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:{place}:{api}/*/POST/deployments",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% wrong: the API's ARN as one manages it
# refused: it may do so for arn:aws:apigateway:
functions.add_permission(
    FunctionName="register",
    StatementId="registry",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:apigateway:{account.region}::/restapis/{api}",
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% right: one statement for each method
for verb, path in (("POST", "deployments"), ("GET", "deployments/*")):
    functions.add_permission(
        FunctionName=register,
        StatementId=verb,
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{place}:{api}/live/{verb}/{path}",
    )
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]

# %% right: any stage, method and path, each with its star
functions.add_permission(
    FunctionName="register",
    StatementId="api-gateway",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:{account.region}:{account.id}:{api}/*/*/deployments*",
    SourceAccount=account.id,
)
policy = json.loads(functions.get_policy(FunctionName="register")["Policy"])
[statement["Principal"] for statement in policy["Statement"]]
