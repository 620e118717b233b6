"""Hands asynchronous invocations to a function, also in the seconds after its code was updated."""

import logging
from typing import Any

from localstack.services.lambda_.invocation.event_manager import CLIENT_CONFIG, Poller, get_sqs_client

LOG = logging.getLogger(__name__)

_LONG_POLL_SECONDS = 2
_VISIBLE_AGAIN_SECONDS = 60
_ERROR_PAUSE_SECONDS = 1


class HandingOverPoller(Poller):
    """Polls a function version's internal queue, and hands back what it receives while it is being replaced.

    LocalStack's own keeps such an event invisible: an upload within two seconds of an update is told to the
    function a minute late.
    """

    def run(self, *args: Any, **kwargs: Any) -> None:
        """Poll until the version is stopped."""
        version = self.version_manager.function_version
        client = get_sqs_client(version, client_config=CLIENT_CONFIG)
        while not self._shutdown_event.is_set():
            try:
                self._poll_once(client, version.config.timeout + _VISIBLE_AGAIN_SECONDS)
            except Exception as error:
                import traceback

                traceback.print_exc()  # whatever it is, the next events must be polled for
                if not self._shutdown_event.wait(_ERROR_PAUSE_SECONDS):
                    LOG.error("events of %s could not be polled: %s", version.qualified_arn, error)

    def _poll_once(self, client: Any, invisible_seconds: int) -> None:
        answer = client.receive_message(
            QueueUrl=self.event_queue_url,
            WaitTimeSeconds=_LONG_POLL_SECONDS,
            MaxNumberOfMessages=10,
            VisibilityTimeout=invisible_seconds,
        )
        for message in answer.get("Messages") or ():
            if self._shutdown_event.is_set():
                self._hand_back(client, message)
            else:
                self.invoker_pool.submit(self.handle_message, message)

    def _hand_back(self, client: Any, message: dict[str, str]) -> None:
        """Put an event back for the poller that comes after this one."""
        client.send_message(QueueUrl=self.event_queue_url, MessageBody=message["Body"])
        client.delete_message(QueueUrl=self.event_queue_url, ReceiptHandle=message["ReceiptHandle"])
