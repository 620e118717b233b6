"""What the engine remembers is kept apart by what it depends on."""

import io
import json
import urllib.parse
import urllib.request
import zipfile

import pytest
from engine_testing import Account

_FORM = "application/x-www-form-urlencoded"
_QUERY = {"Action": "ListTopics", "Version": "2010-03-31"}


def _list_topics(account: Account, headers: dict[str, str]) -> tuple[str, bytes]:
    """Ask for an account's topics as a form; return the answer's type and body."""
    signed = f"AWS4-HMAC-SHA256 Credential={account.number}/20260101/us-east-1/sns/aws4_request"
    body = urllib.parse.urlencode(_QUERY).encode()
    request = urllib.request.Request(account.endpoint, body, headers | {"Authorization": signed})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["Content-Type"], answer.read()


@pytest.mark.parametrize("sent", [_FORM, f"{_FORM}; charset=utf-8", _FORM.upper()])
def test_an_answer_has_the_type_that_its_own_request_asks_for(account: Account, sent: str) -> None:
    """One that asks for JSON, between two that ask for XML, gets it; and each is understood."""
    account.client("sns").create_topic(Name="news")
    for accept, wanted in (("text/xml", "text/xml"), ("application/json", "application/json")) * 2:
        kind, body = _list_topics(account, {"Content-Type": sent, "Accept": accept})
        assert kind == wanted
        assert b":news" in body
        if wanted == "application/json":
            json.loads(body)


def test_a_link_leads_to_the_code_of_its_own_function_and_version(account: Account) -> None:
    """A function, its published version and another function have three different packages."""
    one, other = (account.deploy(_returning(word)) for word in ("first", "other"))
    one.api.publish_version(FunctionName=one.name)
    one.update(_returning("newer"))
    words = {one.name: "newer", f"{one.name}:1": "first", other.name: "other"}
    for name, word in words.items():
        link = one.api.get_function(FunctionName=name)["Code"]["Location"]
        with urllib.request.urlopen(link) as answer, zipfile.ZipFile(io.BytesIO(answer.read())) as package:
            assert package.read("app.py").decode() == _returning(word)


def _returning(word: str) -> str:
    return f"def handler(event, context):\n    return '{word}'\n"
