"""Where am I: the account, region and endpoint of AWS clients, and the guard that keeps real AWS out."""

import contextlib
import functools
import getpass
import hashlib
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lambdalab import capabilities, notes
from lambdalab.errors import NotReady, RealAwsError, UnknownName
from lambdalab.paths import ACCOUNTS_NOTE, ENGINE_NOTE, notebooks

LOOPBACK = "127.0.0.1"
REGION = "us-east-1"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1", "localstack")
"""The hosts that the course's clients may talk to; ``localstack`` is its name in docker compose."""

NOTEBOOK_VARIABLE = "LAMBDALAB_NOTEBOOK"
"""Holds the name of the notebook whose account is open."""

READY_PATH = "/_lambdalab/ready"
CLOSE_PATH = "/_lambdalab/close-account"

_ANSWER_SECONDS = 5
_EVERY_NOTEBOOK = "*"
_ACCOUNT_DIGITS = 12
_NOT_A_SECRET = "not-a-secret"  # noqa: S105 (the engine takes any)

open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
"""Opens a URL on this machine, whatever proxy the host's environment names."""

NO_ANSWER = (OSError, http.client.HTTPException)
"""What ``open_directly`` raises where nothing answers, or something that does not speak HTTP."""


@dataclass(frozen=True)
class Account:
    """The account that a notebook works in; ``id`` has 12 digits."""

    id: str
    region: str
    endpoint: str

    def __repr__(self) -> str:
        return f"account {self.id} in {self.region}, served by {self.endpoint}"


def open_account(notebook: str, *, fresh: bool = False) -> Account:
    """Point boto3 at this notebook's own account and return it; no AWS variable of the host stays.

    The same notebook finds its resources again; with ``fresh`` it gets an empty account instead. Where the
    endpoint is not the course's engine, what the notebook will miss there is printed.
    Raises RealAwsError where the endpoint is not on this machine, NotReady where no engine answers there.
    """
    endpoint = find_endpoint()
    guard(endpoint)
    require_answer(endpoint)
    if not is_ours(endpoint) and (told := capabilities.warning(endpoint, notebook)):
        print(told)
    if fresh:
        new_attempt(notebook)
    account = Account(account_id(notebook), REGION, endpoint)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(client_environment(endpoint, account.id) | {NOTEBOOK_VARIABLE: notebook})
    import boto3  # here, not above: the launcher reads this module too, and makes no client

    boto3.setup_default_session()
    return account


def client_environment(endpoint: str, account: str) -> dict[str, str]:
    """Return the variables that AWS clients read: dummy credentials, and nothing of the host's.

    A 12-digit access key id is the account, so that state of different accounts stays apart on one engine.
    """
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": _NOT_A_SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def find_endpoint() -> str:
    """Return the endpoint of the environment, or of the engine that runs for this checkout."""
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        return endpoint
    try:
        return f"http://{LOOPBACK}:{json.loads(ENGINE_NOTE.read_text())['port']}"
    except (OSError, ValueError, KeyError, TypeError):
        raise NotReady("No engine runs for this checkout.", "Start it in a terminal: ./lab") from None


def guard(endpoint: str) -> None:
    """Raise RealAwsError unless the endpoint is on this machine or in the course's compose network."""
    host = urlsplit(endpoint).hostname
    if host not in LOCAL_HOSTS:
        raise RealAwsError(
            f"AWS_ENDPOINT_URL is {endpoint}: the course talks to this machine only.",
            "Unset AWS_ENDPOINT_URL, or start JupyterLab with ./lab, which sets it.",
        )


def account_id(notebook: str) -> str:
    """Return the 12-digit account number of this learner, notebook and attempt."""
    key = _key(notebook)
    attempts = _attempts(notes.read(ACCOUNTS_NOTE))
    return _number(key, attempts.get(key, 0), attempts.get(_EVERY_NOTEBOOK, 0))


def account_numbers(learner: str, notebook: str, attempts: int) -> list[str]:
    """Return the account numbers of a learner's first attempts at a notebook, the first one's first."""
    return [_number(f"{learner}/{notebook}", attempt, 0) for attempt in range(attempts)]


def _number(key: str, attempt: int, resets: int) -> str:
    text = f"{key}/{attempt}/{resets}"
    return str(10**11 + int(hashlib.sha256(text.encode()).hexdigest(), 16) % (9 * 10**11))


def new_attempt(notebook: str | None = None) -> None:
    """Give a notebook, or every one, an empty account; the engine lets go of what stands in the old one."""
    key = _EVERY_NOTEBOOK if notebook is None else _key(notebook)
    left = [account_id(name) for name in ([notebook] if notebook is not None else notebooks())]

    def count(attempts: notes.Content) -> None:
        attempts[key] = _attempts(attempts).get(key, 0) + 1

    notes.update(ACCOUNTS_NOTE, count)
    with contextlib.suppress(NotReady):
        endpoint = find_endpoint()
        guard(endpoint)
        close_accounts(endpoint, left)


def close_accounts(endpoint: str, accounts: Iterable[str]) -> None:
    """Let the course's engine end what is in accounts that nobody comes back to; another one keeps it."""
    with contextlib.suppress(*NO_ANSWER):
        for account in accounts:
            asked, kind = json.dumps({"account": account}).encode(), {"Content-Type": "application/json"}
            request = urllib.request.Request(endpoint + CLOSE_PATH, asked, kind)
            open_directly(request, timeout=_ANSWER_SECONDS).close()


def reset_accounts(notebook: str | None) -> str:
    """Give one notebook, or every one, an empty account; return a sentence for the terminal.

    Raises UnknownName where there is no such notebook or lab.
    """
    known = notebooks()
    if notebook is not None and notebook not in known:
        raise UnknownName(f"There is no notebook or lab {notebook!r}.", f"Known are: {', '.join(known)}.")
    new_attempt(notebook)
    what = notebook if notebook is not None else "Every notebook"
    return f"{what} has an empty account now; run it again from its first cell."


def learner() -> str:
    """Return the learner's name: ``LAMBDALAB_LEARNER``, or the user's on this machine."""
    return os.environ.get("LAMBDALAB_LEARNER") or _user()


def _key(notebook: str) -> str:
    return f"{learner()}/{notebook}"


def _user() -> str:
    try:
        return getpass.getuser()
    except OSError:  # a container may run under a number that has no name
        return str(os.getuid())


def _attempts(kept: notes.Content) -> dict[str, int]:
    """Return the attempts that a note holds; what is no number is left out."""
    return {key: count for key, count in kept.items() if isinstance(count, int)}


def is_ours(endpoint: str) -> bool:
    """Tell whether an endpoint is the course's engine, embedded or in docker compose."""
    try:
        open_directly(f"{endpoint}{READY_PATH}", timeout=_ANSWER_SECONDS).close()
    except urllib.error.HTTPError as error:
        error.close()
        return error.code >= http.client.INTERNAL_SERVER_ERROR  # it is starting, or a service of it is broken
    except NO_ANSWER:
        return False
    return True


def require_answer(endpoint: str) -> None:
    """Raise NotReady where no engine answers at an endpoint."""
    try:
        open_directly(f"{endpoint}/_localstack/health", timeout=_ANSWER_SECONDS).close()
    except NO_ANSWER as error:
        raise NotReady(
            f"Nothing answers at {endpoint} ({error}).",
            "Start the engine in a terminal (./lab), then run this cell again.",
        ) from None


class Cloud:
    """Clients for one account on one engine, made when they are asked for."""

    def __init__(self, endpoint: str, account: str) -> None:
        import boto3

        guard(endpoint)
        self.account = account
        self.region = REGION
        self.endpoint = endpoint
        self._session = boto3.Session(
            aws_access_key_id=account, aws_secret_access_key=_NOT_A_SECRET, region_name=REGION
        )
        self._clients: dict[str, Any] = {}

    @classmethod
    def of_environment(cls) -> "Cloud":
        """Return the cloud that plain boto3 clients of this process work in. Raises NotReady without one."""
        account = os.environ.get("AWS_ACCESS_KEY_ID", "")
        if not (account.isdecimal() and len(account) == _ACCOUNT_DIGITS):
            raise NotReady(
                "No account is open in this notebook.", "Run its first cell, which calls open_account."
            )
        return _cloud(find_endpoint(), account)

    def client(self, service: str) -> Any:
        """Return the client of a service, by boto3's name for it."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, endpoint_url=self.endpoint)
        return self._clients[service]

    def engine_mark(self) -> str:
        """Return what tells this run of the engine from another one; "" where that is not known."""
        try:
            with open_directly(f"{self.endpoint}{READY_PATH}", timeout=_ANSWER_SECONDS) as answer:
                told = json.load(answer)
            return f"{told['pid']} since {told['started']}"
        except (*NO_ANSWER, ValueError, KeyError, TypeError):
            return ""

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a regional resource of this account."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


@functools.lru_cache(maxsize=4)
def _cloud(endpoint: str, account: str) -> Cloud:
    """Return one cloud for all who ask in this process: its clients take longer to make than most checks."""
    return Cloud(endpoint, account)
