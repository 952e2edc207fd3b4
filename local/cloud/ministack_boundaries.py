"""Keeps the permissions boundary of a role that CloudFormation makes.

MiniStack 1.5.33 enforces boundaries, but only of roles that CreateRole made: the PermissionsBoundary of an AWS::IAM::Role is dropped.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import inspect
import sys

from ministack.services import iam
from ministack.services.cloudformation import provisioners

BOUNDARY = "PermissionsBoundary"


def keep_boundaries() -> None:
    handlers = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    create, update = handlers["create"], handlers["update"]
    if BOUNDARY in inspect.getsource(create) + inspect.getsource(update):
        sys.exit("ministack_boundaries.py does not fit this version of MiniStack: see requirements.txt")

    def create_bounded(logical_id, props, stack_name):
        return bounded(create(logical_id, props, stack_name), props)

    def update_bounded(physical_id, old_props, new_props, stack_name, logical_id=None):
        return bounded(update(physical_id, old_props, new_props, stack_name, logical_id), new_props)

    handlers.update(create=create_bounded, update=update_bounded)


def bounded(made, props):
    iam._roles[made[0]][BOUNDARY] = props.get(BOUNDARY)
    return made
