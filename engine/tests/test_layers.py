"""Layers: their content under /opt, found by Python and Node.js as AWS documents it."""

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, package

READ = """
import importlib, pathlib, sys

def handler(event, context):
    kind, name = event
    if kind == "import":
        return importlib.import_module(name).WORD
    path = pathlib.Path(next(p for p in sys.path if p.endswith("/python"))).parent / name
    return oct(path.stat().st_mode & 0o777) if kind == "mode" else path.read_text()
"""


def layer(account: Account, name: str, files: dict[str, str], executable: tuple[str, ...] = ()) -> str:
    """Publish a layer version, and return its ARN."""
    api = account.client("lambda")
    arn: str = api.publish_layer_version(
        LayerName=name, Content={"ZipFile": package(files, executable)}, CompatibleRuntimes=["python3.13"]
    )["LayerVersionArn"]
    return arn


def use(function: Function, *layers: str) -> None:
    """Give a function these layers alone."""
    function.api.update_function_configuration(FunctionName=function.name, Layers=list(layers))
    function.wait()


def test_a_layer_s_files_stand_under_opt(account: Account) -> None:
    """A file is read with its content, and keeps the permission of its archive."""
    one = layer(account, "files", {"data/word.txt": "größe", "bin/tool": "#!/bin/sh"}, ("bin/tool",))
    function = account.deploy(READ, Layers=[one])
    assert function.invoke(["read", "data/word.txt"]).result == "größe"
    assert function.invoke(["mode", "bin/tool"]).result == "0o755"
    assert function.invoke(["mode", "data/word.txt"]).result == "0o644"


@pytest.mark.parametrize("folder", ["python", "python/lib/python3.13/site-packages"])
def test_python_finds_a_layer_s_modules(account: Account, folder: str) -> None:
    """Both documented folders are on the path."""
    one = layer(account, "modules", {f"{folder}/near.py": "WORD = 'from the layer'"})
    assert account.deploy(READ, Layers=[one]).invoke(["import", "near"]).result == "from the layer"


def test_a_runtime_s_own_version_counts(account: Account) -> None:
    """A python3.12 function finds what a layer brings for 3.12, and not what it brings for 3.13."""
    files = {
        "python/lib/python3.12/site-packages/near.py": "WORD = '3.12'",
        "python/lib/python3.13/site-packages/near.py": "WORD = '3.13'",
    }
    function = account.deploy(READ, Layers=[layer(account, "versions", files)], Runtime="python3.12")
    assert function.invoke(["import", "near"]).result == "3.12"


def test_the_function_s_own_modules_come_first(account: Account) -> None:
    """A module in the package hides one of a layer; a layer's hides one of the runtime."""
    files = {"python/near.py": "WORD = 'layer'", "python/six.py": "WORD = 'layer'"}
    one = layer(account, "shadows", files)
    function = account.deploy({"app.py": READ, "near.py": "WORD = 'function'"}, Layers=[one])
    assert function.invoke(["import", "near"]).result == "function"
    assert function.invoke(["import", "six"]).result == "layer"


def test_a_later_layer_s_file_replaces_an_earlier_one_s(account: Account) -> None:
    """Five layers are merged in their order, and what only one has stays."""
    layers = [layer(account, f"merged-{n}", {"same.txt": str(n), f"own-{n}.txt": str(n)}) for n in range(5)]
    function = account.deploy(READ, Layers=layers)
    assert function.invoke(["read", "same.txt"]).result == "4"
    assert [function.invoke(["read", f"own-{n}.txt"]).result for n in range(5)] == list("01234")


def test_a_change_of_layers_is_picked_up_at_once(account: Account) -> None:
    """Another version of a layer is another content; without layers nothing is left."""
    old, new = (layer(account, "changed", {"word.txt": word}) for word in ("old", "new"))
    function = account.deploy(READ, Layers=[old])
    assert function.invoke(["read", "word.txt"]).result == "old"
    use(function, new)
    assert function.invoke(["read", "word.txt"]).result == "new"
    use(function)
    assert function.invoke(["read", "word.txt"]).result["errorType"] == "FileNotFoundError"


def test_a_deleted_layer_version_stays_with_its_functions(account: Account) -> None:
    """AWS keeps a copy until no function uses it, whatever else changes."""
    one = layer(account, "deleted", {"word.txt": "kept"})
    function = account.deploy(READ, Layers=[one])
    function.api.delete_layer_version(LayerName="deleted", VersionNumber=1)
    function.update(READ + "\n# changed")
    assert function.invoke(["read", "word.txt"]).result == "kept"


@pytest.mark.parametrize("folder", ["nodejs/node_modules", "nodejs/node22/node_modules"])
def test_node_finds_a_layer_s_modules(account: Account, folder: str) -> None:
    """Both documented folders are searched, after the function's own."""
    files = {f"{folder}/{name}/index.js": f"module.exports = 'layer {name}';" for name in ("far", "near")}
    function = account.deploy(
        {
            "app.js": "exports.handler = async () => [require('far'), require('near')];",
            "node_modules/near/index.js": "module.exports = 'own near';",
        },
        Runtime="nodejs22.x",
        Layers=[layer(account, "node", files)],
    )
    assert function.invoke().result == ["layer far", "own near"]


def test_a_layer_that_does_not_exist_is_refused(account: Account) -> None:
    """Creating and updating both name the missing version."""
    function = account.deploy(READ)
    arn = f"arn:aws:lambda:us-east-1:{account.number}:layer:nowhere:1"
    with pytest.raises(ClientError, match=f"Layer version {arn} does not exist.") as refused:
        use(function, arn)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_six_layers_are_refused(account: Account) -> None:
    """A function has five layers at the most."""
    layers = [layer(account, f"sixth-{n}", {"x": ""}) for n in range(6)]
    with pytest.raises(ClientError, match="Cannot reference more than 5 layers"):
        account.deploy(READ, Layers=layers)
