"""Lets an organisation have accounts with ids of one's choosing, and those know whose they are.

MiniStack 1.5.33 makes ids up by chance, as AWS does; but here an access key id is the account, and stacks stand in accounts
before anybody asks for them. The id is taken from the e-mail address where it has one: aws+444455556666@example.com.

It takes each account for the management account of an organisation of its own. On AWS a member that asks for its organisation
is told of the one that it is in.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import re

from ministack.core.responses import get_account_id
from ministack.services import organizations as service

CHOSEN = re.compile(r"\+(\d{12})@")


def choose_account_ids() -> None:
    create, new_uuid = service._DISPATCH["CreateAccount"], service.new_uuid

    def create_chosen(payload):
        chosen = CHOSEN.search(payload.get("Email") or "")
        if chosen is None:
            return create(payload)
        if chosen.group(1) in service._accounts:
            return service.error_response_json("DuplicateAccountException", "The account exists.", 400)
        service._ensure_org()  # makes ids up, too
        ids = iter([chosen.group(1)])
        service.new_uuid = lambda: next(ids, None) or new_uuid()
        try:
            return create(payload)
        finally:
            service.new_uuid = new_uuid

    service._DISPATCH["CreateAccount"] = create_chosen


def tell_members_of_their_organization() -> None:
    describe = service._DISPATCH["DescribeOrganization"]

    def describe_own(payload):
        joined = joined_by(get_account_id())
        return describe(payload) if joined is None else service._json(200, {"Organization": dict(joined)})

    service._DISPATCH["DescribeOrganization"] = describe_own


def organization_of(account):
    """The id of the organisation that an account is in, as a member or as its management account; None: in none."""
    organization = joined_by(account) or service._orgs.get_scoped(account, None, "self")
    return organization and organization["Id"]


def joined_by(account):
    for management, _ in list(service._orgs._data):
        if management != account and service._accounts.get_scoped(management, None, account):
            return service._orgs.get_scoped(management, None, "self")
    return None
