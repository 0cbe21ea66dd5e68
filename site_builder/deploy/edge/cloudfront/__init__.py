"""The CloudFormation template: a private bucket, CloudFront before it, logs, who may deploy.

Written as data and given out as YAML, because headers, lives in caches and paths come from the
policy, and the code of the functions from deploy/cloudfront/*.js.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from site_builder.deploy.edge.cloudfront import access, delivery, storage
from site_builder.deploy.edge.cloudfront.words import Data, att, ref

_HEAD = """\
# How CloudFront gives out the site. Made by `make edge` from site_builder/deploy/edge and the
# functions beside this file: change it there.
"""
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}"


@dataclass(frozen=True)
class Functions:
    """The code of the two functions that CloudFront runs."""

    viewer_request: str
    viewer_response: str


def template(functions: Functions) -> str:
    data = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A newsroom's public site: private bucket, CloudFront, logs of 90 days",
        "Parameters": _parameters(),
        "Conditions": {
            "HasDomain": {"Fn::Not": [{"Fn::Equals": [ref("DomainName"), ""]}]},
        },
        "Rules": {"DomainAndCertificate": _both_or_none()},
        "Resources": {
            **storage.resources(),
            **delivery.resources(functions.viewer_request, functions.viewer_response),
            **access.resources(),
        },
        "Outputs": _outputs(),
    }
    return _HEAD + yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, line_break="\n"
    )


def _parameters() -> Data:
    return {
        "BucketPrefix": {
            "Type": "String",
            "Default": "site",
            "AllowedPattern": "[a-z0-9][a-z0-9-]*",
            "Description": "Folder of the bucket that holds the site; the deploy has the same",
        },
        "DomainName": {
            "Type": "String",
            "Default": "",
            "AllowedPattern": f"({_HOST})?",
            "Description": "Name of the site, such as www.example.go.th; empty to try it out",
        },
        "CertificateArn": {
            "Type": "String",
            "Default": "",
            "AllowedPattern": "(arn:aws:acm:us-east-1:[0-9]+:certificate/[A-Za-z0-9-]+)?",
            "Description": "Certificate of that name, in us-east-1; empty without a name",
        },
    }


def _both_or_none() -> Data:
    empty = [{"Fn::Equals": [ref(name), ""]} for name in ("DomainName", "CertificateArn")]
    given = [{"Fn::Not": [one]} for one in empty]
    return {
        "Assertions": [
            {
                "Assert": {"Fn::Or": [{"Fn::And": empty}, {"Fn::And": given}]},
                "AssertDescription": "DomainName and CertificateArn belong together",
            }
        ]
    }


def _outputs() -> Data:
    return {
        name: {"Description": description, "Value": value}
        for name, description, value in (
            ("BucketName", "Where the deploy writes to", ref("SiteBucket")),
            ("DistributionId", "What the deploy invalidates", ref("Distribution")),
            ("Address", "Where DNS leads the name to", att("Distribution.DomainName")),
            ("DeployerPolicyArn", "For the user or role that deploys", ref("DeployerPolicy")),
            ("LogBucketName", "Where the logs of access are", ref("LogBucket")),
        )
    }


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as they are; no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
