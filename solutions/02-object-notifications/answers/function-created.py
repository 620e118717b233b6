# %% wrong: nothing is created
# refused: there is none
created = {"Handler": "app.handler"}

# %% wrong: another spelling of its name
# refused: the account's functions are Notify
created = functions.create_function(
    FunctionName="Notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"ZipFile": package()},
)

# %% wrong: the handler is named without its file
# refused: Runtime.MalformedHandlerName
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="handler",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the file is named with its ending
# refused: Handler 'py' missing on module 'app'
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.py",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the name that the console gives a handler
# refused: Unable to import module 'lambda_function'
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="lambda_function.lambda_handler",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the file lies in a folder of the package
# refused: Unable to import module 'app'
archive = shutil.make_archive("build/folder", "zip", "build", "notify")
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"ZipFile": Path(archive).read_bytes()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: another runtime
# refused: its Runtime is nodejs22.x
created = functions.create_function(
    FunctionName="notify",
    Runtime="nodejs22.x",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the time-out is left out
# refused: its Timeout is 3
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the code does not compile
# refused: Runtime.UserCodeSyntaxError
Path("build/notify/app.py").write_text("def handler(event, context)\n    return []\n")
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% wrong: the handler never returns
# refused: Task timed out after 10.00 seconds
Path("build/notify/app.py").write_text(
    "import time\ndef handler(event, context):\n    while True:\n        time.sleep(1)\n"
)
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")

# %% right: the settings in a dictionary, and more memory
settings = {"Runtime": "python3.13", "Role": role, "Handler": "app.handler", "Timeout": 10}
created = functions.create_function(
    FunctionName="notify", MemorySize=256, Code={"ZipFile": package()}, **settings
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")
created["Handler"]

# %% right: the time-out is set afterwards
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")
functions.update_function_configuration(FunctionName="notify", Timeout=10)
functions.get_waiter("function_updated_v2").wait(FunctionName="notify")
created["Handler"]

# %% right: the code from a bucket
s3.create_bucket(Bucket=f"code-{account.id}")
s3.put_object(Bucket=f"code-{account.id}", Key="notify.zip", Body=package())
created = functions.create_function(
    FunctionName="notify",
    Runtime="python3.13",
    Role=role,
    Handler="app.handler",
    Timeout=10,
    Code={"S3Bucket": f"code-{account.id}", "S3Key": "notify.zip"},
)
functions.get_waiter("function_active_v2").wait(FunctionName="notify")
created["Handler"]
