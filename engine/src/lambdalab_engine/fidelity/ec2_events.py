"""Sends what happens to instances to EventBridge, in order, from one thread.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
"""

import json
import logging
import queue
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from localstack.aws.connect import connect_to

LOG = logging.getLogger(__name__)

_ENTRIES_A_CALL = 10


class Event(NamedTuple):
    """An event for the default bus of an account and region."""

    account: str
    region: str
    source: str
    kind: str
    resources: list[str]
    detail: Mapping[str, Any]
    time: datetime

    def entry(self) -> dict[str, Any]:
        """Return it as PutEvents takes it."""
        return {
            "Time": self.time,
            "Source": self.source,
            "DetailType": self.kind,
            "Resources": self.resources,
            "Detail": json.dumps(self.detail),
        }


class Publisher:
    """Sends events from a thread of its own, which starts with the first one."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def publish(
        self,
        place: tuple[str, str],
        source: str,
        kind: str,
        resources: list[str],
        detail: Mapping[str, Any],
    ) -> None:
        """Send an event to the default bus of a place: an account and a region."""
        self._events.put(Event(*place, source, kind, resources, detail, datetime.now(UTC)))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ec2-events", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            events = [self._events.get()]
            while len(events) < _ENTRIES_A_CALL and not self._events.empty():
                events.append(self._events.get())
            for (account, region), group in groupby(events, key=lambda event: event[:2]):
                try:
                    client = connect_to(aws_access_key_id=account, region_name=region).events
                    client.put_events(Entries=[event.entry() for event in group])
                except Exception:  # what one account's rules do must not end everybody's events
                    LOG.exception("the events of account %s could not be sent", account)


PUBLISHER = Publisher()
"""The one publisher of this engine."""
