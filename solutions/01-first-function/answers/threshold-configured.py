# %% wrong: nothing is set
# refused: there is none
configured = None

# %% wrong: the name in small letters
# refused: its variables are threshold
configure(Environment={"Variables": {"threshold": "80"}})

# %% wrong: with a percent sign
# refused: it is '80%'
configure(Environment={"Variables": {"THRESHOLD": "80%"}})

# %% wrong: another limit
# refused: it is 85
configure(Environment={"Variables": {"THRESHOLD": "85"}})

# %% wrong: the number is no text
# refused: there is none
configure(Environment={"Variables": {"THRESHOLD": 80}})

# %% wrong: set in the notebook
# refused: there is none
import os

os.environ["THRESHOLD"] = "80"

# %% wrong: the limit stands in the code
# refused: where the code gets its threshold
Path("build/disk-watch/app.py").write_text('''
def handler(event, context):
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= 80]
    return {"full": full, "checked": len(event["disks"])}
''')
update()
configure(Environment={"Variables": {"THRESHOLD": "80"}})

# %% wrong: the code takes whole numbers alone
# refused: a variable's value is text, and may have a fraction
Path("build/disk-watch/app.py").write_text('''
import os
def handler(event, context):
    threshold = int(os.environ.get("THRESHOLD", 90))
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}
''')
update()
configure(Environment={"Variables": {"THRESHOLD": "80"}})

# %% right: by the call itself
functions.update_function_configuration(
    FunctionName="disk-watch", Environment={"Variables": {"THRESHOLD": "80"}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="disk-watch")

# %% right: a decimal, beside another variable
configure(Environment={"Variables": {"THRESHOLD": "80.0", "STAGE": "test"}})
