"""Makes the name of a nested execution good for one execution, as on AWS.

MiniStack 1.5.33 runs a nested execution in place of an earlier one of its name, and whoever waits for the earlier one gets no
end of it. On AWS a name is taken for 90 days (API reference, StartExecution): the task that would start another fails.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

import threading

from ministack.services import stepfunctions as service

TAKEN = "StepFunctions.ExecutionAlreadyExistsException"


def repair_nested_executions() -> None:
    start, executions = service._start_sync_execution, service._executions
    names, lock = set(), threading.Lock()

    def start_once(data):
        name = (data["stateMachineArn"], data.get("name"))
        arn = "%s:%s" % (name[0].replace(":stateMachine:", ":execution:"), name[1])
        with lock:
            if name[1] is not None and (name in names or arn in executions):
                return service.error_response_json(TAKEN, "Execution Already Exists: '%s'" % arn, 400)
            names.add(name)
        return start(data)

    service._start_sync_execution = start_once
