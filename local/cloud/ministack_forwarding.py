"""Forwards events to the bus of another account or region, as EventBridge does.

MiniStack 1.5.33 accepts such a target and drops its events. On AWS (EventBridge user guide, "Sending and receiving events between
accounts" and "between Regions") the event arrives as it was, with its own account, region, time and source, if the target's role may
put events on that bus and, between accounts, the bus's policy lets it in; and it goes no further from there. It also learns the
resource that sets such a policy, AWS::Events::EventBusPolicy.

Services' events have the source renewguard.drill here, because PutEvents refuses theirs. The policy judges such an event by the
source that it stands for; a fire drill (detail.drill) stands for none, and is judged as what it is. Who puts events on a foreign
bus directly is refused as AWS refuses it; MiniStack would put them on the own one.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import inspect
import json
import sys

from ministack.core import iam_evaluator as iam
from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import error_response_json, get_account_id, get_region, request_scope
from ministack.services import eventbridge as service
from ministack.services import iam as roles
from ministack.services.cloudformation import provisioners

from ministack_organization import organization_of

DRILL = "renewguard.drill"
FORWARDED = "_ForwardedFrom"
POLICY = "AWS::Events::EventBusPolicy"
NOT_AUTHORIZED = "User: %s is not authorized to perform: events:PutEvents on resource: %s"
DROPS = "if spec.account_id != get_account_id() or spec.region != get_region():"

BEGINNINGS = (
    ("AWS Health ", "aws.health"),
    ("ACM Private CA ", "aws.acm-pca"),
    ("ACM ", "aws.acm"),
    ("Roles Anywhere ", "aws.rolesanywhere"),
)


def forward_between_places() -> None:
    if DROPS not in inspect.getsource(service._dispatch_to_event_bus) or POLICY in provisioners._RESOURCE_HANDLERS:
        sys.exit("ministack_forwarding.py does not fit this version of MiniStack: see requirements.txt")
    invoke, put = service._invoke_target, service._put_events

    def invoke_here_or_there(target, event, rule, view=None):
        bus = bus_elsewhere(target.get("Arn", ""))
        if bus is None:
            return invoke(target, event, rule, view)
        if FORWARDED not in event and admitted(bus, target.get("RoleArn", ""), event):
            deliver(bus, {**event, FORWARDED: get_account_id()})

    def put_unless_refused(data, allow_aws_source=False):
        for entry in data.get("Entries", []):
            bus = bus_elsewhere(entry.get("EventBusName", ""))
            if bus and not let_in(bus, request_to_put(bus, iam.caller_arn(), entry.get("Source", ""), entry)):
                return error_response_json("AccessDeniedException", NOT_AUTHORIZED % (iam.caller_arn(), bus), 400)
        return put(data, allow_aws_source)

    service._invoke_target = invoke_here_or_there
    service._put_events = put_unless_refused
    provisioners._RESOURCE_HANDLERS[POLICY] = {"create": put_policy, "delete": remove_policy}


def bus_elsewhere(arn):
    try:
        spec = parse_arn(arn)
    except ArnParseError:
        return None
    is_bus = spec.service == "events" and spec.resource.startswith("event-bus/")
    return spec if is_bus and (spec.account_id, spec.region) != (get_account_id(), get_region()) else None


def deliver(bus, event) -> None:
    event.pop("_DispatchPath", None)
    event["EventBusName"] = bus.resource.split("/", 1)[1]
    with request_scope(bus.account_id, bus.region):
        service._dispatch_event(event)
        service._archive_event(event)


def admitted(bus, role_arn, event) -> bool:
    account = get_account_id()
    role = role_arn.rsplit("/", 1)[-1]
    principal = "arn:aws:sts::%s:assumed-role/%s/events" % (account, role)
    request = request_to_put(bus, principal, judged_source(event), event)
    allowed = iam._gather_role_policies(role, account)
    limits = iam._permissions_boundary(roles._roles, role, account)
    if iam.evaluate(request, allowed, *limits).decision != "Allow":
        return refused(request, "the role may not")
    return bus.account_id == account or let_in(bus, request)


def let_in(bus, request) -> bool:
    with request_scope(bus.account_id, bus.region):
        policy = service._event_bus_policies.get(bus.resource.split("/", 1)[1])
    if iam.resource_policy_allows(policy, request, same_account=False):
        return True
    return refused(request, "the bus's policy does not let it in")


def request_to_put(bus, principal, source, event):
    account = get_account_id()
    return iam.EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole",
        principal_account=account,
        action="events:PutEvents",
        resource_arn=str(bus),
        region=bus.region,
        service_context={"events:source": source, "events:detail-type": event.get("DetailType", "")},
        principal_keys={"aws:principalorgid": organization_of(account)},
    )


def refused(request, why) -> bool:
    source = request.service_context["events:source"]
    service.logger.warning("forwarding: %s from %s to %s: %s", source, request.principal_arn, request.resource_arn, why)
    return False


def judged_source(event) -> str:
    source, kind = event.get("Source", ""), event.get("DetailType", "")
    if source != DRILL:
        return source
    detail = json.loads(event.get("Detail") or "{}")
    if "drill" in detail:
        return source
    if kind.endswith(" via CloudTrail"):
        return "aws." + str(detail.get("eventSource", "")).split(".")[0]
    return next((name for beginning, name in BEGINNINGS if kind.startswith(beginning)), source)


def put_policy(logical_id, props, stack_name):
    bus, statement_id = props.get("EventBusName", "default"), props["StatementId"]
    policy = service._event_bus_policies.setdefault(bus, {"Version": "2012-10-17", "Statement": []})
    others = [each for each in policy["Statement"] if each.get("Sid") != statement_id]
    policy["Statement"] = [*others, {**props["Statement"], "Sid": statement_id}]
    return "%s|%s" % (bus, statement_id), {}


def remove_policy(physical_id, props):
    bus, statement_id = physical_id.split("|", 1)
    service._remove_permission({"EventBusName": bus, "StatementId": statement_id})
