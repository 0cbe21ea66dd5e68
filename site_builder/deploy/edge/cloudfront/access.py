"""What who deploys may do, and no more."""

from site_builder.deploy.edge.cloudfront.words import (
    Data,
    att,
    distribution,
    document,
    objects,
    resource,
    statement,
    sub,
)


def resources() -> Data:
    return {
        "DeployerPolicy": resource(
            "AWS::IAM::ManagedPolicy",
            {
                "Description": "Deploys the site: writes below its prefix, invalidates its paths",
                "PolicyDocument": document(
                    statement(
                        "Files", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects()
                    ),
                    _list(),
                    statement(
                        "Caches",
                        ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
                        distribution(),
                    ),
                ),
            },
        )
    }


def _list() -> Data:
    """IfExists: to be told that one key is missing, the right must hold where no prefix is asked
    for. The bucket holds nothing but the site."""
    prefixes = [sub("${BucketPrefix}"), sub("${BucketPrefix}/*")]
    condition = {"StringLikeIfExists": {"s3:prefix": prefixes}}
    return statement("Lists", ["s3:ListBucket"], att("SiteBucket.Arn"), Condition=condition)
