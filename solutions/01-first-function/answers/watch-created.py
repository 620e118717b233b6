# %% wrong: the runtime before the one that was asked for
# refused: the Runtime of disk-watch to be python3.13
settings = {"FunctionName": "disk-watch", "Runtime": "python3.12", "Role": role}
created = functions.create_function(**settings, Handler="app.handler", Code={"ZipFile": package()})
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% wrong: the handler is named without its file
# refused: it ended with Runtime.MalformedHandlerName
settings = {"FunctionName": "disk-watch", "Runtime": "python3.13", "Role": role}
created = functions.create_function(**settings, Handler="handler", Code={"ZipFile": package()})
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% wrong: the file is named with its ending
# refused: it ended with Runtime.
settings = {"FunctionName": "disk-watch", "Runtime": "python3.13", "Role": role}
created = functions.create_function(**settings, Handler="app.py.handler", Code={"ZipFile": package()})
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% wrong: the handler that notebooks elsewhere use
# refused: it ended with Runtime.ImportModuleError
settings = {"FunctionName": "disk-watch", "Runtime": "python3.13", "Role": role}
created = functions.create_function(
    **settings, Handler="lambda_function.lambda_handler", Code={"ZipFile": package()}
)
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% wrong: another name
# refused: the account's functions are disk_watch
settings = {"FunctionName": "disk_watch", "Runtime": "python3.13", "Role": role}
created = functions.create_function(**settings, Handler="app.handler", Code={"ZipFile": package()})

# %% wrong: nothing is created
# refused: there is none
created = {"Runtime": "python3.13"}

# %% wrong: the folder is packed, and not what is in it
# refused: it ended with Runtime.ImportModuleError
nested = shutil.make_archive("build/nested", "zip", "build", "disk-watch")
settings = {"FunctionName": "disk-watch", "Runtime": "python3.13", "Role": role}
created = functions.create_function(
    **settings, Handler="app.handler", Code={"ZipFile": Path(nested).read_bytes()}
)
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% right: from a dictionary, with settings of its own
settings = {"FunctionName": "disk-watch", "Runtime": "python3.13", "Role": role, "Timeout": 10}
created = functions.create_function(**settings, Handler="app.handler", Code={"ZipFile": package()})
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")

# %% right: for ARM
created = functions.create_function(
    FunctionName="disk-watch",
    Runtime="python3.13",
    Architectures=["arm64"],
    Role=role,
    Handler="app.handler",
    Code={"ZipFile": package()},
)
functions.get_waiter("function_active_v2").wait(FunctionName="disk-watch")
