"""What becomes of a stream's batch that a function could not process: retried, split, in the end discarded.

Of DynamoDB and of Kinesis. LocalStack neither splits a batch nor tells a function's error from a throttle.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
and https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

# mypy: disable-error-code="no-untyped-call, call-arg, arg-type"
# LocalStack's pollers and its patch() have no annotations, its back-off no defaults that mypy sees.

import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from localstack.services.lambda_.event_source_mapping.esm_worker import EsmWorker
from localstack.services.lambda_.event_source_mapping.esm_worker_factory import EsmWorkerFactory
from localstack.services.lambda_.event_source_mapping.event_processor import (
    BatchFailureError,
    PartialBatchFailureError,
)
from localstack.services.lambda_.event_source_mapping.pollers.poller import get_batch_item_failures
from localstack.services.lambda_.event_source_mapping.pollers.stream_poller import StreamPoller
from localstack.utils.backoff import ExponentialBackoff
from localstack.utils.patch import patch

type Batch = list[dict[str, Any]]

BISECT = "BisectBatchOnFunctionError"
_LOG = logging.getLogger(__name__)


def install() -> None:
    """Put it in force."""
    patch(EsmWorkerFactory.get_esm_worker)(_tell_to_bisect)
    patch(EsmWorker.poller_loop)(_take_position_first)
    patch(StreamPoller.forward_events_to_target, pass_target=False)(_forward)


def _tell_to_bisect(make: Callable[..., EsmWorker], self: EsmWorkerFactory) -> EsmWorker:
    worker = make(self)
    if isinstance(worker.poller, StreamPoller):
        worker.poller.stream_parameters[BISECT] = bool(self.esm_config.get(BISECT))
    return worker


def _take_position_first(loop: Callable[..., None], self: EsmWorker, *args: Any, **kwargs: Any) -> None:
    """Let a mapping be Enabled only when it has its place in the stream: what comes then is not missed."""
    if isinstance(self.poller, StreamPoller) and not self.poller.shards:
        with suppress(Exception):  # what fails now, fails again in the loop, which tells of it
            self.poller.shards = self.poller.initialize_shards()
    loop(self, *args, **kwargs)


def _forward(self: StreamPoller, shard: str, records: Batch) -> None:
    """Give the records that pass the filters to the function, the parts of a split batch in order."""
    matching = self.filter_events(self.pre_filter(self.transform_into_events(records, shard)))
    parts = deque([self.add_source_metadata(self.post_filter(matching))])
    while parts and not self._is_shutdown.is_set():
        parts.extendleft(reversed(_process(self, shard, parts.popleft())))


def _process(poller: StreamPoller, shard: str, batch: Batch) -> list[Batch]:
    """Have a batch processed; return the parts still to be, none when it is done or discarded.

    Splitting does not count towards the retry quota, nor does a throttle, where no record reached the
    function: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
    """
    error: Mapping[str, Any] | None = None
    failures, backoff = 0, ExponentialBackoff()
    while batch := _discard_expired(poller, shard, batch):
        try:
            poller.processor.process_events_batch(batch)
            return []
        except (BatchFailureError, PartialBatchFailureError) as failure:
            failures, error = failures + 1, failure.error
            left = _unprocessed(poller, batch, failure)
            if poller.stream_parameters.get(BISECT) and len(batch) > 1:
                return _split(batch, left)
            batch = left
        except Exception as refusal:
            _LOG.warning("A batch of %s did not reach the function: %s", poller.source_arn, refusal)
        if poller.max_retries_exceeded(failures):
            _discard(poller, shard, batch, "RetryAttemptsExhausted", error, failures)
            return []
        if poller._is_shutdown.wait(backoff.next_backoff()):
            return []
    return []


def _unprocessed(poller: StreamPoller, batch: Batch, failure: Exception) -> Batch:
    """Return the records from the lowest reported sequence number on, all where none is reported."""
    if not isinstance(failure, PartialBatchFailureError):
        return batch
    numbers = [poller.get_sequence_number(event) for event in batch]
    reported = get_batch_item_failures(failure.partial_failure_payload, set(numbers))
    return batch[min(map(numbers.index, reported)) :] if reported else batch


def _split(batch: Batch, left: Batch) -> list[Batch]:
    """Split a batch at the reported record, only the rest being retried; in half where that is the first."""
    if len(left) < len(batch):
        return [left]
    middle = len(batch) // 2
    return [batch[:middle], batch[middle:]]


def _discard_expired(poller: StreamPoller, shard: str, batch: Batch) -> Batch:
    """Return the records that are not too old."""
    age = poller.stream_parameters.get("MaximumRecordAgeInSeconds", -1)
    if age < 1:
        return batch
    young, expired = poller.bisect_events_by_record_age(age, batch)
    if expired:
        _discard(poller, shard, expired, "RecordAgeExceeded", None, 0)
    return young


def _discard(
    poller: StreamPoller, shard: str, batch: Batch, why: str, error: Mapping[str, Any] | None, failures: int
) -> None:
    """Tell the on-failure destination, if there is one."""
    context = poller.processor.generate_event_failure_context(
        abort_condition=why, error=error, attempts_count=failures
    )
    poller.send_events_to_dlq(shard, batch, context=context)
