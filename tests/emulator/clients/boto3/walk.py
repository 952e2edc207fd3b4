"""Walks the emulator with boto3, pointed at it by the environment alone, and prints what it found as JSON."""

import json
import os
import sys

import boto3

import authorities
import certificates
import roles_anywhere

account = os.environ["AWS_ACCESS_KEY_ID"]
of_authorities = authorities.walk(boto3.client("acm-pca"), boto3.client("s3"), account)
of_certificates = certificates.walk(
    boto3.client("acm"), of_authorities["subordinate"], os.environ["AWS_ENDPOINT_URL"]
)
of_roles_anywhere = roles_anywhere.walk(
    boto3.client("rolesanywhere"), of_authorities["root"], of_authorities["rootPem"], account
)
tagged = boto3.client("resourcegroupstaggingapi").get_paginator("get_resources")
of_tags = [
    mapping
    for page in tagged.paginate(ResourceTypeFilters=["acm:certificate"], TagFilters=[{"Key": "client"}], ResourcesPerPage=1)
    for mapping in page["ResourceTagMappingList"]
]
found = {"authorities": of_authorities, "certificates": of_certificates, "rolesAnywhere": of_roles_anywhere, "tags": of_tags}
json.dump(found, sys.stdout, default=str)
