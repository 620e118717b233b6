"""One who works through a hub by the addresses that a browser uses: logs in, starts, runs cells."""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from lambdalab.grading.rehearsal import LAB

START_SECONDS = 600


@dataclass
class Work:
    """What one learner met: seconds to a ready JupyterLab, of each check, and what went wrong."""

    name: str
    start: float = 0.0
    checks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Learner:
    """One who works by the hub's own addresses."""

    def __init__(self, url: str, name: str, password: str, think: float) -> None:
        self.work = Work(name)
        self._url = url
        self._password = password
        self._think = think
        self._cookies: dict[str, str] = {}
        self._token = ""

    async def run(self, cells: list[str]) -> Work:
        """Log in, start, and run every cell; return what it was like."""
        try:
            await self._log_in()
            await self._start()
            async with self._kernel() as run:
                for cell in cells:
                    await asyncio.sleep(random.expovariate(1 / self._think) if self._think else 0)
                    await self._cell(run, cell)
        except Exception as error:
            self.work.errors.append(f"{type(error).__name__}: {error}")
        return self.work

    async def _cell(self, run: Any, cell: str) -> None:
        began = time.perf_counter()
        error, text = await run(cell)
        if cell.startswith("check("):
            self.work.checks.append(time.perf_counter() - began)
            if "✓" not in text:
                error = error or f"{cell} did not pass: {text[:200]}"
        if error:
            self.work.errors.append(error)

    async def _ask(self, method: str, path: str, body: str | None = None, **headers: str) -> HTTPResponse:
        if self._token:
            headers["Authorization"] = f"token {self._token}"
        else:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if method == "POST":
            body = body or "{}"
            headers.setdefault("Content-Type", "application/json")
        request = HTTPRequest(
            f"{self._url}{path}",
            method=method,
            body=body,
            headers=headers,
            follow_redirects=False,
            request_timeout=START_SECONDS,
        )
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        for line in answer.headers.get_list("Set-Cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.code >= 400:
            raise HTTPError(answer.code, f"{method} {path}: {answer.body[:200]!r}", answer)
        return answer

    async def _log_in(self) -> None:
        await self._ask("GET", "/hub/login")
        form = {"username": self.work.name, "password": self._password, "_xsrf": self._cookies["_xsrf"]}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        await self._ask("POST", "/hub/login", urlencode(form), **kind)
        await self._ask("GET", "/hub/home")
        headers = {"X-XSRFToken": self._cookies["_xsrf"], "Referer": f"{self._url}/hub/token"}
        answer = await self._ask("POST", f"/hub/api/users/{self.work.name}/tokens", **headers)
        self._token = json.loads(answer.body)["token"]

    async def _start(self) -> None:
        began = time.perf_counter()
        await self._ask("POST", f"/hub/api/users/{self.work.name}/server")
        while True:
            told = json.loads((await self._ask("GET", f"/hub/api/users/{self.work.name}")).body)
            if told["servers"].get("", {}).get("ready"):
                break
            if time.perf_counter() - began > START_SECONDS:
                raise TimeoutError(f"no JupyterLab within {START_SECONDS} s")
            await asyncio.sleep(0.5)
        self.work.start = time.perf_counter() - began

    @contextlib.asynccontextmanager
    async def _kernel(self) -> AsyncIterator[Any]:
        """Start the kernel of the lab's notebook, and give what runs a cell in it."""
        session = {
            "path": f"labs/{LAB}/lab.ipynb",
            "type": "notebook",
            "name": "lab",
            "kernel": {"name": "python3"},
        }
        answer = await self._ask("POST", f"/user/{self.work.name}/api/sessions", json.dumps(session))
        kernel = json.loads(answer.body)["kernel"]["id"]
        url = f"{self._url}/user/{self.work.name}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        request = HTTPRequest(
            url, headers={"Authorization": f"token {self._token}"}, request_timeout=START_SECONDS
        )
        socket = await websocket_connect(request, max_message_size=2**28)

        async def run(code: str) -> tuple[str, str]:
            header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
            header |= {"username": self.work.name, "session": uuid.uuid4().hex, "date": ""}
            content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
            message = {
                "header": header,
                "parent_header": {},
                "metadata": {},
                "content": content,
                "channel": "shell",
            }
            await socket.write_message(json.dumps(message))
            return await _answer(socket, header["msg_id"])

        try:
            yield run
        finally:
            socket.close()


async def _answer(socket: Any, asked: str) -> tuple[str, str]:
    """Return a cell's error, if it has one, and what it showed."""
    error, shown, is_idle, is_done = "", "", False, False
    while not (is_idle and is_done):
        raw = await socket.read_message()
        if raw is None:
            raise ConnectionError("the kernel's connection ended")
        told = json.loads(raw)
        if told["parent_header"].get("msg_id") != asked:
            continue
        content = told["content"]
        match told["msg_type"]:
            case "error":
                error = f"{content['ename']}: {content['evalue']}"
            case "stream":
                shown += content["text"]
            case "display_data" | "execute_result":
                shown += str(content["data"].get("text/plain", ""))
            case "status":
                is_idle = content["execution_state"] == "idle"
            case "execute_reply":
                is_done = True
    return error, shown
