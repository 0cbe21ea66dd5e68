"""The buckets: that of the site, read by CloudFront and the deploy alone, and that of the logs."""

from site_builder.deploy.edge import policy
from site_builder.deploy.edge.cloudfront.words import (
    Data,
    att,
    distribution,
    document,
    objects,
    ref,
    resource,
    statement,
    sub,
)

_KEPT = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}


def resources() -> Data:
    return {
        "SiteBucket": resource(
            "AWS::S3::Bucket", _bucket("BucketOwnerEnforced", _tidied()), **_KEPT
        ),
        "SiteBucketPolicy": resource(
            "AWS::S3::BucketPolicy", {"Bucket": ref("SiteBucket"), "PolicyDocument": _site_policy()}
        ),
        # CloudFront writes its logs under an ACL, so this bucket must have them.
        "LogBucket": resource(
            "AWS::S3::Bucket", _bucket("BucketOwnerPreferred", _forgotten()), **_KEPT
        ),
        "LogBucketPolicy": resource(
            "AWS::S3::BucketPolicy",
            {"Bucket": ref("LogBucket"), "PolicyDocument": document(_encrypted_only("LogBucket"))},
        ),
    }


def _bucket(ownership: str, rule: Data) -> Data:
    closed = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    encryption = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return {
        "PublicAccessBlockConfiguration": dict.fromkeys(closed, True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption]},
        "LifecycleConfiguration": {"Rules": [{"Status": "Enabled", **rule}]},
    }


def _tidied() -> Data:
    return {
        "Id": "unfinished-uploads",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }


def _forgotten() -> Data:
    return {"Id": "logs", "ExpirationInDays": policy.LOG_DAYS}


def _site_policy() -> Data:
    """Who may list is told that a key is missing (404) instead of forbidden (403). CloudFront asks
    for no list: its origin is a folder, and every address becomes an object below it."""
    cloudfront = {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": distribution()}},
    }
    state = objects(f"{policy.STATE}/")
    return document(
        statement("SiteIsRead", ["s3:GetObject"], objects(), **cloudfront),
        statement("MissingIsTold", ["s3:ListBucket"], att("SiteBucket.Arn"), **cloudfront),
        {**statement("StateIsPrivate", ["s3:GetObject"], state, **cloudfront), "Effect": "Deny"},
        _encrypted_only("SiteBucket"),
    )


def _encrypted_only(bucket: str) -> Data:
    everything = [att(f"{bucket}.Arn"), sub(f"${{{bucket}.Arn}}/*")]
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    denied = statement("EncryptedOnly", ["s3:*"], everything, Principal="*", Condition=condition)
    return {**denied, "Effect": "Deny"}
