"""What botocore's models say of requests: [[service, operation, input], ...] as JSON on standard input, a report of each out."""

import json
import sys

import botocore.session
from botocore.validate import ParamValidator

session = botocore.session.get_session()


def allowed(shape):
    """What the validator leaves out: values of enumerations, and the longest of texts and lists."""
    return set(getattr(shape, "enum", None) or []), shape.metadata.get("max")


def beyond(value, shape, path=""):
    enum, longest = allowed(shape)
    if enum and value not in enum:
        yield f"{path}: {value!r} is none of its values"
    if longest is not None and hasattr(value, "__len__") and len(value) > longest:
        yield f"{path}: {len(value)} are more than {longest}"
    if shape.type_name == "structure":
        for name, each in value.items():
            yield from beyond(each, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for index, each in enumerate(value):
            yield from beyond(each, shape.member, f"{path}[{index}]")


def report(service, operation, request):
    shape = session.get_service_model(service).operation_model(operation).input_shape
    errors = ParamValidator().validate(request, shape)
    if errors.has_errors():
        return errors.generate_report()
    return "\n".join(beyond(request, shape))


print(json.dumps([report(*each) for each in json.load(sys.stdin)]))
