"""Runs MiniStack with one repair that Step Functions needs: a Node.js handler's error keeps its name.

MiniStack 1.5.33 reports every error of a Node.js function as Runtime.HandlerError and throws its process away, so no
Retry or Catch in a state machine would ever match a named error. Lambda reports the error's name, message and stack,
and keeps the process. The texts to be replaced are checked, so that another version of MiniStack fails here, loudly.
"""

import sys

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

MARK = "__renewguardHandlerError"

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


def keep_error_names() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for text, name in ((SETTLED, "err"), (THROWN, "e")):
        if script.count(text) != 1:
            sys.exit("run-ministack.py does not fit this version of MiniStack: see requirements.txt")
        script = script.replace(text, f"_realStdoutWrite(describe({name}));")
    lambda_runtime._NODEJS_WORKER_SCRIPT = DESCRIBE + script

    execute = lambda_svc._execute_function_warm

    def execute_and_name_errors(func, event, request_id):
        outcome = execute(func, event, request_id)
        body = outcome.get("body")
        if isinstance(body, dict) and MARK in body:
            error = body[MARK]
            log = "\n".join(filter(None, [outcome.get("log", ""), *error["trace"]]))
            return {"body": error, "error": True, "log": log}
        return outcome

    lambda_svc._execute_function_warm = execute_and_name_errors


if __name__ == "__main__":
    keep_error_names()
    from ministack.app import main

    main()
