# Roles Anywhere through the AWS CLI, with the CA of root.arn. Prints the anchor's state and the profile's duration.
ANCHOR=$(aws rolesanywhere create-trust-anchor --name cli --enabled --query trustAnchor.trustAnchorId --output text \
  --source "sourceType=AWS_ACM_PCA,sourceData={acmPcaArn=$(cat root.arn)}")
PROFILE=$(aws rolesanywhere create-profile --name cli --enabled --duration-seconds 1800 --query profile.profileId --output text \
  --role-arns "arn:aws:iam::$AWS_ACCESS_KEY_ID:role/robot")
aws rolesanywhere disable-trust-anchor --trust-anchor-id "$ANCHOR" --query trustAnchor.enabled --output text
aws rolesanywhere get-profile --profile-id "$PROFILE" --query profile.durationSeconds --output text
aws rolesanywhere list-trust-anchors --query 'trustAnchors[].name' --output text
