"""EC2 answers as AWS does: the states of a change, every launch asked for, pages, and waiters served at once.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html,
API_StartInstances.html, API_StopInstances.html, API_TerminateInstances.html and API_DescribeInstances.html
there.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import base64
import copy
import re
import sys
from typing import Any

from localstack.utils.patch import patch
from moto.core.responses import ActionResult
from moto.ec2 import utils
from moto.ec2.exceptions import EC2ClientError, InvalidParameterCombination
from moto.ec2.models import core
from moto.ec2.models.instances import Instance, InstanceBackend
from moto.ec2.responses.instances import InstanceResponse

from lambdalab_engine.fidelity import ec2_errors as errors
from lambdalab_engine.fidelity import ec2_states

LEAST_RESULTS = 5
MOST_RESULTS = 1000

PAGE_SIZES: dict[tuple[str, str], int] = {}
"""How many results a page has at the most, by account and region, where a lab wants them to be less."""

_WAITER = re.compile(r"(?:^|\s)m/(?:[^\s,]+,)*B(?:[\s,]|$)")
"""What botocore adds to its User-Agent when a waiter calls."""


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    core.FilterNotImplementedError = errors.unknown_filter  # type: ignore[attr-defined, assignment]
    _refuse_unknown_filters()
    _launch_as_asked()
    _tell_states_of_a_change()
    _describe_in_pages()


def _refuse_unknown_filters() -> None:
    """Instances have filters of their own in moto."""

    @patch(utils.passes_filter_dict)
    def passes_filter_dict(fn: Any, instance: Any, filters: dict[str, Any]) -> Any:
        try:
            return fn(instance, filters)
        except NotImplementedError:
            known = utils.filter_dict_attribute_mapping
            unknown = next(name for name in filters if name not in known and not utils.is_tag_filter(name))
            raise errors.unknown_filter(unknown) from None


def is_waiter(headers: Any) -> bool:
    """Tell whether a call comes from a botocore waiter, which asks but every 15 seconds.

    Such a call is answered when what it waits for is over, so that nobody waits longer than it takes.
    """
    return _WAITER.search(headers.get("User-Agent") or "") is not None


def page[T](request: Any, items: list[T], ids: list[str], size: int | None) -> tuple[list[T], str | None]:
    """Return the items of the page that a request asks for and the token of the next; ``ids`` name them.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination
    """
    if size is not None and size < LEAST_RESULTS:
        raise errors.page_too_small(size)
    most = MOST_RESULTS  # what is asked for by its ids comes all at once
    if not any(request._get_param(name) for name in ("InstanceIds", "SnapshotIds", "VolumeIds")):
        most = PAGE_SIZES.get((request.current_account, request.region), most)
    start = _start(ids, request._get_param("NextToken"))
    end = start + min(size or most, most)
    following = base64.urlsafe_b64encode(ids[end - 1].encode()).decode() if end < len(items) else None
    return items[start:end], following


def _start(ids: list[str], token: str | None) -> int:
    if not token:
        return 0
    try:
        return ids.index(base64.urlsafe_b64decode(token).decode()) + 1
    except ValueError:
        raise EC2ClientError("InvalidParameterValue", "Unable to parse pagination token") from None


def _launch_as_asked() -> None:
    @patch(Instance.setup_defaults)
    def setup_defaults(_: Any, self: Any) -> None:
        volume = self.ec2_backend.create_volume(size=8, zone_name=self._placement.zone)
        self.ec2_backend.attach_volume(volume.id, self.id, self.root_device_name, True)

    @patch(InstanceResponse.run_instances)
    def run_instances(fn: Any, self: Any) -> ActionResult:
        if template := self._get_param("LaunchTemplate"):
            version = self.ec2_backend._get_template_from_args(template)
            if "InstanceType" not in self.params and version.data.get("InstanceType"):
                self.params["InstanceType"] = version.data["InstanceType"]
        self.params["MinCount"] = self.params["MaxCount"]  # all of them can always be launched here
        answer: ActionResult = fn(self)
        reservation: Any = answer.result
        for instance in reservation.instances:
            instance.disable_api_termination = self._get_bool_param("DisableApiTermination", False)
        return answer

    @patch(InstanceBackend.run_instances)
    def run_in_default_subnet(fn: Any, self: Any, image_id: str, *args: Any, **kwargs: Any) -> Any:
        if not image_id and kwargs.get("launch_template"):
            image_id = self._get_template_from_args(kwargs["launch_template"]).image_id
        if not image_id:
            raise errors.missing("ImageId")
        if not self.describe_images(ami_ids=[image_id]):
            raise EC2ClientError(
                "InvalidAMIID.Unavailable", f"The image ID '{image_id}' is no longer available"
            )
        if not kwargs.get("subnet_id") and not kwargs.get("nics"):
            zone = kwargs.get("placement") or f"{self.region_name}a"
            if subnet := self.get_default_subnets().get(zone):
                kwargs["subnet_id"] = subnet.id
        return fn(self, image_id, *args, **kwargs)


def _tell_states_of_a_change() -> None:
    @patch(InstanceResponse.start_instances)
    def start_instances(_: Any, self: Any) -> ActionResult:
        return _change(self, "StartingInstances", self.ec2_backend.start_instances)

    @patch(InstanceResponse.stop_instances)
    def stop_instances(_: Any, self: Any) -> ActionResult:
        return _change(self, "StoppingInstances", self.ec2_backend.stop_instances)

    @patch(InstanceResponse.terminate_instances)
    def terminate_instances(_: Any, self: Any) -> ActionResult:
        answer = _change(self, "TerminatingInstances", self.ec2_backend.terminate_instances)
        for service in ("autoscaling", "elbv2"):
            if module := sys.modules.get(f"moto.{service}.models"):
                backends = vars(module)[f"{service}_backends"]
                backend = backends[self.current_account][self.region]
                backend.notify_terminate_instances(self._get_param("InstanceIds", []))
        return answer


def _change(request: Any, member: str, change: Any) -> ActionResult:
    request.error_on_dryrun()
    changed = change(request._get_param("InstanceIds", []))
    answer = [
        {
            "InstanceId": instance.id,
            "CurrentState": {"Code": instance.state_code, "Name": instance.state},
            "PreviousState": before,
        }
        for instance, before in changed
    ]
    return ActionResult({member: answer})


def _describe_in_pages() -> None:
    @patch(InstanceResponse.describe_instances)
    def describe_instances(_: Any, self: Any) -> ActionResult:
        self.error_on_dryrun()
        ids = self._get_param("InstanceIds", [])
        size = self._get_int_param("MaxResults")
        if ids and size is not None:
            raise InvalidParameterCombination(
                "The parameter instancesSet cannot be used with the parameter maxResults"
            )
        if is_waiter(self.headers):
            ec2_states.settle(i for r in _reservations(self, ids, {}) for i in r.instances)
        found = _reservations(self, ids, self._filters_from_querystring())
        pairs = [(reservation, instance) for reservation in found for instance in reservation.instances]
        shown, token = page(self, pairs, [i.id for _, i in pairs], size)
        return ActionResult({"Reservations": _regroup(shown), "NextToken": token})

    @patch(InstanceResponse.describe_instance_status)
    def describe_instance_status(fn: Any, self: Any) -> ActionResult:
        if is_waiter(self.headers):
            ids = self._get_param("InstanceIds", [])
            ec2_states.settle(i for r in _reservations(self, ids, {}) for i in r.instances)
        answer: ActionResult = fn(self)
        return answer


def _reservations(request: Any, ids: list[str], filters: dict[str, Any]) -> list[Any]:
    backend = request.ec2_backend
    if ids:
        return list(backend.get_reservations_by_instance_ids(ids, filters=filters))
    return list(backend.describe_instances(filters=filters))


def _regroup(pairs: list[tuple[Any, Any]]) -> list[Any]:
    """Return reservations with those of their instances that are on this page."""
    reservations: dict[str, Any] = {}
    for reservation, instance in pairs:
        if reservation.id not in reservations:
            reservations[reservation.id] = copy.copy(reservation)
            reservations[reservation.id].instances = []
        reservations[reservation.id].instances.append(instance)
    return list(reservations.values())
