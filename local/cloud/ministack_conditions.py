"""Lets conditions of a template ask where the stack stands.

MiniStack 1.5.33 takes AWS::Region, AWS::AccountId and AWS::Partition in a condition for their own names, so that nothing equals them.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import inspect
import sys

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import changesets, engine, handlers, stacks

FORGETS = 'pname = val["Ref"]\n                if pname in params:\n                    return params[pname]["Value"]\n                return pname'


def place_conditions() -> None:
    evaluate = engine._evaluate_conditions
    if FORGETS not in inspect.getsource(evaluate):
        sys.exit("ministack_conditions.py does not fit this version of MiniStack: see requirements.txt")

    def evaluate_here(template, params):
        place = {"AWS::Region": get_region(), "AWS::AccountId": get_account_id(), "AWS::Partition": "aws"}
        return evaluate(template, {**params, **{name: {"Value": value} for name, value in place.items()}})

    # Each has taken it by its name.
    for module in (engine, changesets, handlers, stacks):
        module._evaluate_conditions = evaluate_here
