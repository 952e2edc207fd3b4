"""Makes MiniStack's Secrets Manager keep what is stored, as AWS does.

MiniStack 1.5.33 overwrites the version of a token that it knows, gives a secret that is created without a value a version all
the same, and lets a staging label be on two versions. On AWS (API reference, CreateSecret and PutSecretValue) a version never
changes: the same token with the same value changes nothing, with another value it is refused; the token is the version's id; a
label is on one version; and the first version of a secret is AWSCURRENT beside what it is put as.

What is replaced must be there, so that another version of MiniStack fails here, loudly.
"""

from ministack.services import secretsmanager as service

VALUES = ("SecretString", "SecretBinary")


def repair_secrets() -> None:
    create, put = service._create_secret, service._put_secret_value

    def create_without_a_version(data):
        given = any(data.get(name) is not None for name in VALUES)
        answer = create({name: value for name, value in data.items() if name not in VALUES})
        if answer[0] != 200:
            return answer
        secret = service._secrets[data["Name"]]
        secret["Versions"].clear()
        if given:
            return put_once({**data, "SecretId": data["Name"], "VersionStages": ["AWSCURRENT"]})
        return service.json_response({"ARN": secret["ARN"], "Name": secret["Name"]})

    def put_once(data):
        _, secret = service._resolve(data.get("SecretId"))
        if not secret or secret.get("DeletedDate") or service._is_replica(secret):
            return put(data)
        token = data.get("ClientRequestToken")
        if token in secret["Versions"]:
            return same_again(secret, token, data)
        answer = put(data)
        if answer[0] == 200:
            label(secret, next(reversed(secret["Versions"])), data.get("VersionStages") or ["AWSCURRENT"])
        return answer

    service._create_secret, service._put_secret_value = create_without_a_version, put_once


def same_again(secret, token, data):
    version = secret["Versions"][token]
    if any(version.get(name) != data.get(name) for name in VALUES):
        message = "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
        return service.error_response_json("ResourceExistsException", message % (token, secret["ARN"]), 400)
    stages = list(version["Stages"])
    return service.json_response(
        {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token, "VersionStages": stages}
    )


def label(secret, version_id, stages) -> None:
    for stage in stages:
        service._remove_stage_everywhere(secret, stage, except_version_id=version_id)
        service._add_stage(secret, version_id, stage)
    if len(secret["Versions"]) == 1:
        service._add_stage(secret, version_id, "AWSCURRENT")
