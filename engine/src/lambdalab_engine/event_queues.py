"""The internal queue in which a function's asynchronous invocations wait, and who takes them out.

LocalStack keeps an SQS queue and a polling thread for each function: a thousand idle functions keep a core
busy, an update waits for the poll to end, and what is received meanwhile is lost for a minute. Here an event
goes to the function at once, on a thread that ends when nothing waits.
Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

from localstack.services.lambda_.invocation.event_manager import Poller

LOG = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Events of one function that run at the same time; on AWS the account's concurrency is the limit."""

type Message = dict[str, str]
type Handler = Callable[[Message], None]


class EventQueue:
    """The events of one function version, kept over an update of its code."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Message] = deque()
        self._handler: Handler | None = None
        self._workers = 0

    def put(self, message: Message) -> None:
        """Hand the event to the function as soon as it can take one more."""
        with self._lock:
            self._waiting.append(message)
        self._hire()

    def serve(self, handler: Handler) -> None:
        """From now on events go to this handler, those that wait first."""
        with self._lock:
            self._handler = handler
            waiting = len(self._waiting)
        for _ in range(waiting):
            self._hire()

    def leave(self, handler: Handler) -> None:
        """Keep the events, unless another handler has taken over."""
        with self._lock:
            if self._handler == handler:
                self._handler = None

    def _hire(self) -> None:
        with self._lock:
            if self._handler is None or self._workers == MOST_AT_ONCE:
                return
            self._workers += 1
        threading.Thread(target=self._work, name="lambda-event", daemon=True).start()

    def _work(self) -> None:
        while taken := self._take():
            handler, message = taken
            try:
                handler(message)
            except Exception:
                LOG.exception("an asynchronous invocation failed inside the engine")

    def _take(self) -> tuple[Handler, Message] | None:
        with self._lock:
            if self._handler is None or not self._waiting:
                self._workers -= 1
                return None
            return self._handler, self._waiting.popleft()


class EventQueues:
    """Answers the few calls that LocalStack makes of its internal SQS."""

    queues: ClassVar[dict[str, EventQueue]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Take what a client of SQS is made from, and need none of it."""

    def create_queue(self, *, QueueName: str) -> dict[str, str]:  # noqa: N803 (SQS's name)
        """Return the queue's address; one that exists stays as it is."""
        self.queues.setdefault(QueueName, EventQueue())
        return {"QueueUrl": QueueName}

    def delete_queue(self, *, QueueUrl: str) -> None:  # noqa: N803
        """Forget the queue with its events."""
        self.queues.pop(QueueUrl, None)

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: float = 0) -> None:  # noqa: N803
        """Put an event into the queue, after a delay in seconds."""
        message = {"Body": MessageBody, "ReceiptHandle": ""}
        if not DelaySeconds:
            self._put(QueueUrl, message)
            return
        timer = threading.Timer(DelaySeconds, self._put, (QueueUrl, message))
        timer.daemon = True
        timer.start()

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803
        """Do nothing: an event leaves its queue when it is handed out."""

    def _put(self, address: str, message: Message) -> None:
        queue = self.queues.get(address)
        if queue is not None:  # the function may have been deleted since
            queue.put(message)


class QueueServer(Poller):
    """Takes the events of a function version out of their queue, without polling."""

    def __init__(self, version_manager: Any, event_queue_url: str) -> None:
        self.version_manager = version_manager
        self.event_queue_url = event_queue_url

    def run(self, *args: object, **kwargs: object) -> None:
        """Serve the queue from now on; returns at once."""
        EventQueues.queues[self.event_queue_url].serve(self.handle_message)

    def stop(self) -> None:
        """Leave the queue to whoever comes next."""
        queue = EventQueues.queues.get(self.event_queue_url)
        if queue is not None:
            queue.leave(self.handle_message)
