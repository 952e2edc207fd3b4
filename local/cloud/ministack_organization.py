"""Lets an organisation have accounts with ids of one's choosing.

MiniStack 1.5.33 makes ids up by chance, as AWS does; but here an access key id is the account, and stacks stand in accounts
before anybody asks for them. The id is taken from the e-mail address where it has one: aws+444455556666@example.com.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import re

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
