import json

import pytest
import yaml

from site_builder.deploy.edge import cloudfront, policy
from site_builder.deploy.edge.cloudfront import Functions

CODE = Functions("function handler(event) {\n    return 'request: one';\n}\n", "// two\n")


@pytest.fixture(scope="module")
def template():
    return yaml.safe_load(cloudfront.template(CODE))


@pytest.fixture(scope="module")
def resources(template):
    return {name: made["Properties"] for name, made in template["Resources"].items()}


@pytest.fixture(scope="module")
def distribution(resources):
    return resources["Distribution"]["DistributionConfig"]


def statements(resources, name):
    return {one["Sid"]: one for one in resources[name]["PolicyDocument"]["Statement"]}


def headers_of(resources, behaviour):
    name = behaviour["ResponseHeadersPolicyId"]["Ref"]
    return resources[name]["ResponseHeadersPolicyConfig"]


def test_the_code_of_the_functions_stands_in_it_as_it_is(resources):
    assert resources["ViewerRequest"]["FunctionCode"] == CODE.viewer_request
    assert resources["ViewerResponse"]["FunctionCode"] == CODE.viewer_response
    assert "    return 'request: one';\n" in cloudfront.template(CODE)


def test_no_bucket_is_open_to_anybody(resources):
    for name in ("SiteBucket", "LogBucket"):
        assert set(resources[name]["PublicAccessBlockConfiguration"].values()) == {True}
        denied = statements(resources, f"{name}Policy")["EncryptedOnly"]
        assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    allowed = [
        one
        for one in statements(resources, "SiteBucketPolicy").values()
        if one["Effect"] == "Allow"
    ]
    assert {one["Principal"]["Service"] for one in allowed} == {"cloudfront.amazonaws.com"}
    for one in allowed:
        assert "distribution/${Distribution}" in json.dumps(one["Condition"]["StringEquals"])


def test_cloudfront_reads_the_site_and_not_the_state_of_its_deploys(resources):
    found = statements(resources, "SiteBucketPolicy")
    assert found["SiteIsRead"]["Resource"] == {"Fn::Sub": "${SiteBucket.Arn}/${BucketPrefix}/*"}
    private = found["StateIsPrivate"]
    assert (private["Effect"], private["Action"]) == ("Deny", ["s3:GetObject"])
    assert private["Resource"] == {"Fn::Sub": "${SiteBucket.Arn}/${BucketPrefix}/.newsroom/*"}


def test_a_missing_object_is_a_404_with_the_sites_page(resources, distribution):
    assert statements(resources, "SiteBucketPolicy")["MissingIsTold"]["Action"] == ["s3:ListBucket"]
    errors = {one["ErrorCode"]: one for one in distribution["CustomErrorResponses"]}
    assert set(errors) == {403, 404}
    for one in errors.values():
        assert (one["ResponseCode"], one["ResponsePagePath"]) == (404, "/404.html")


def test_every_behaviour_runs_both_functions_over_https_and_compresses(distribution):
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    for one in behaviours:
        events = [made["EventType"] for made in one["FunctionAssociations"]]
        assert events == ["viewer-request", "viewer-response"]
        assert (one["Compress"], one["ViewerProtocolPolicy"]) == (True, "redirect-to-https")
        assert one["AllowedMethods"] == ["GET", "HEAD"]


def test_headers_are_those_of_the_policy(resources, distribution):
    shown = {"/": distribution["DefaultCacheBehavior"]}
    shown |= {one["PathPattern"]: one for one in distribution["CacheBehaviors"]}
    assert set(shown) == {"/", *policy.CORS_PATHS}
    for pattern, behaviour in shown.items():
        path = pattern[1:] if pattern.startswith("/") else pattern
        config = headers_of(resources, behaviour)
        security = config["SecurityHeadersConfig"]
        found = {one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]} | {
            "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
            "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
            "X-Content-Type-Options": "nosniff"
            if security["ContentTypeOptions"]["Override"]
            else "",
        }
        assert found == policy.security_headers(path)
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == policy.HSTS_SECONDS
        assert ("CorsConfig" in config) == (pattern != "/")


def test_objects_say_how_long_caches_keep_them(resources):
    config = resources["CachePolicy"]["CachePolicyConfig"]
    assert (config["MinTTL"], config["MaxTTL"]) == (0, 31_536_000)
    parameters = config["ParametersInCacheKeyAndForwardedToOrigin"]
    assert parameters["EnableAcceptEncodingBrotli"]
    assert parameters["EnableAcceptEncodingGzip"]
    assert parameters["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_who_deploys_may_write_the_site_and_invalidate_it_and_no_more(resources):
    found = statements(resources, "DeployerPolicy")
    assert {sid: one["Action"] for sid, one in found.items()} == {
        "Files": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "Lists": ["s3:ListBucket"],
        "Caches": ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
    }
    assert found["Files"]["Resource"] == {"Fn::Sub": "${SiteBucket.Arn}/${BucketPrefix}/*"}
    assert found["Caches"]["Resource"]["Fn::Sub"].endswith(":distribution/${Distribution}")


def test_logs_are_kept_for_ninety_days(resources, distribution):
    (rule,) = resources["LogBucket"]["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 90)
    assert distribution["Logging"]["Bucket"] == {"Fn::GetAtt": ["LogBucket", "DomainName"]}


def test_the_site_can_be_tried_without_a_name(template, distribution):
    assert template["Parameters"]["DomainName"]["Default"] == ""
    assert distribution["Aliases"]["Fn::If"][0] == "HasDomain"
    without = distribution["ViewerCertificate"]["Fn::If"][2]
    assert without == {"CloudFrontDefaultCertificate": True}
