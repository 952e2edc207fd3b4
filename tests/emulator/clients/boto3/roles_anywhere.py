"""Roles Anywhere through boto3: anchors of a private CA and of a bundle, profiles, tags, paginators."""


def paged(client, operation, result):
    pages = client.get_paginator(operation).paginate(pageSize=1)
    return sum(len(page[result]) for page in pages)


def walk(client, authority, bundle, account):
    sources = {
        "private CA": {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": authority}},
        "bundle": {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": bundle}},
    }
    anchors = [
        client.create_trust_anchor(name=name, source=source, enabled=True, tags=[{"key": "client", "value": "boto3"}])[
            "trustAnchor"
        ]
        for name, source in sources.items()
    ]
    profile = client.create_profile(
        name="boto3", roleArns=[f"arn:aws:iam::{account}:role/robot"], durationSeconds=900, enabled=True
    )["profile"]
    client.put_attribute_mapping(
        profileId=profile["profileId"], certificateField="x509SAN", mappingRules=[{"specifier": "DNS"}]
    )
    client.disable_trust_anchor(trustAnchorId=anchors[1]["trustAnchorId"])
    settings = [{"enabled": True, "event": "CA_CERTIFICATE_EXPIRY", "threshold": 90}]
    notified = client.put_notification_settings(trustAnchorId=anchors[0]["trustAnchorId"], notificationSettings=settings)
    return {
        "anchors": [
            client.get_trust_anchor(trustAnchorId=each["trustAnchorId"])["trustAnchor"]["enabled"] for each in anchors
        ],
        "tags": client.list_tags_for_resource(resourceArn=anchors[0]["trustAnchorArn"])["tags"],
        "threshold": [
            each["threshold"]
            for each in notified["trustAnchor"]["notificationSettings"]
            if each["event"] == "CA_CERTIFICATE_EXPIRY"
        ],
        "duration": client.get_profile(profileId=profile["profileId"])["profile"]["durationSeconds"],
        "pages": {
            "anchors": paged(client, "list_trust_anchors", "trustAnchors"),
            "profiles": paged(client, "list_profiles", "profiles"),
        },
    }
