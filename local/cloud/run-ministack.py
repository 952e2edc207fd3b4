"""Runs MiniStack with two repairs to how it runs Node.js functions.

1. An error keeps its name. MiniStack 1.5.33 reports every error of a Node.js function as Runtime.HandlerError and throws
   its process away, so no Retry or Catch in a state machine would ever match a named error. Lambda reports the error's
   name, message and stack, and keeps the process.
2. A burst does not start a process for every single invocation: nine events at once became 67 processes with 4 GB. The
   ones beyond a few for each function wait their turn, for milliseconds. No function here calls another one, so nobody
   waits for somebody who waits.

What its Secrets Manager keeps is repaired as well, its nested executions, which accounts its organisations have, events between
accounts and regions, boundaries of roles, and conditions of templates; its IAM learns server certificates: see the modules beside
this one.

The texts to be replaced are checked, so that another version of MiniStack fails here, loudly.
"""

import collections
import os
import sys
import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, stepfunctions

sys.dont_write_bytecode = True  # not into the checkout
from ministack_boundaries import keep_boundaries  # noqa: E402
from ministack_conditions import place_conditions  # noqa: E402
from ministack_executions import repair_nested_executions  # noqa: E402
from ministack_forwarding import forward_between_places  # noqa: E402
from ministack_organization import choose_account_ids, tell_members_of_their_organization  # noqa: E402
from ministack_secrets import repair_secrets  # noqa: E402
from ministack_server_certificates import know_server_certificates  # noqa: E402

sys.dont_write_bytecode = False

MARK = "__renewguardHandlerError"
FUNCTIONS_AT_ONCE = int(os.environ.get("FUNCTIONS_AT_ONCE", 0))  # 0: a few

DESCRIBE = (
    'const describe = (e) => JSON.stringify({ status: "ok", result: { %s: { '
    'errorType: (e && e.name) || "Error", errorMessage: String((e && e.message) || e), '
    'trace: String((e && e.stack) || "").split("\\n") } } }) + "\\n";\n' % MARK
)
SETTLED = """          _realStdoutWrite(JSON.stringify({
            status: "error", error: String(err.message || err), trace: err.stack || ""
          }) + "\\n");"""
THROWN = """      _realStdoutWrite(JSON.stringify({
        status: "error", error: e.message, trace: e.stack
      }) + "\\n");"""


def describe_errors_in_full() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for text, name in ((SETTLED, "err"), (THROWN, "e")):
        if script.count(text) != 1:
            sys.exit("run-ministack.py does not fit this version of MiniStack: see requirements.txt")
        script = script.replace(text, f"_realStdoutWrite(describe({name}));")
    lambda_runtime._NODEJS_WORKER_SCRIPT = DESCRIBE + script


def with_named_error(outcome: dict) -> dict:
    body = outcome.get("body")
    if not (isinstance(body, dict) and MARK in body):
        return outcome
    error = body[MARK]
    log = "\n".join(filter(None, [outcome.get("log", ""), *error["trace"]]))
    return {"body": error, "error": True, "log": log}


def repair_execution() -> None:
    execute = lambda_svc._execute_function_warm
    at_once = FUNCTIONS_AT_ONCE or max(4, os.cpu_count() or 0)
    places = collections.defaultdict(lambda: threading.Semaphore(at_once))

    def execute_in_turn(func, event, request_id):
        config = func.get("config") or func
        with places[config.get("FunctionArn", "")]:
            return with_named_error(execute(func, event, request_id))

    lambda_svc._execute_function_warm = execute_in_turn


def limit_children() -> None:
    """Where so many processes of a function are asked for, maps begin no more children at once: what waits for a process of a
    function waits within its state's time, which on AWS it would not."""
    if not FUNCTIONS_AT_ONCE:
        return
    pool = stepfunctions.ThreadPoolExecutor
    stepfunctions.ThreadPoolExecutor = lambda max_workers: pool(max_workers=min(max_workers, FUNCTIONS_AT_ONCE))


if __name__ == "__main__":
    describe_errors_in_full()
    repair_execution()
    limit_children()
    repair_secrets()
    repair_nested_executions()
    choose_account_ids()
    tell_members_of_their_organization()
    know_server_certificates()
    forward_between_places()
    keep_boundaries()
    place_conditions()
    from ministack.app import main

    main()
