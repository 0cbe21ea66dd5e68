"""CloudFront: the distribution, its functions, caches and headers."""

from typing import Any

from site_builder.deploy.edge import policy
from site_builder.deploy.edge.cloudfront.words import Data, att, named, ref, resource, sub

_ORIGIN = "site"
_SECONDS_OF_ERRORS = 5
_YEAR = 31_536_000


def resources(viewer_request: str, viewer_response: str) -> Data:
    return {
        "OriginAccessControl": resource(
            "AWS::CloudFront::OriginAccessControl",
            {
                "OriginAccessControlConfig": {
                    "Name": named("site"),
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        ),
        "ViewerRequest": _function("viewer-request", "Which object answers", viewer_request),
        "ViewerResponse": _function("viewer-response", "Moved and gone pages", viewer_response),
        "CachePolicy": _cache_policy(),
        "PageHeaders": _headers("pages", "/", cors=False),
        "OpenHeaders": _headers("open", "/", cors=True),
        "PictureHeaders": _headers("pictures", policy.PICTURES, cors=True),
        "DownloadHeaders": _headers("downloads", policy.DOWNLOADS, cors=True),
        "Distribution": resource(
            "AWS::CloudFront::Distribution",
            {"DistributionConfig": _distribution()},
            # Without a name of its own the site has no certificate: its parameter is empty then.
            Metadata={"cfn-lint": {"config": {"ignore_checks": ["W1030"]}}},
        ),
    }


def _function(name: str, comment: str, code: str) -> Data:
    return resource(
        "AWS::CloudFront::Function",
        {
            "Name": named(name),
            "AutoPublish": True,
            "FunctionConfig": {"Comment": comment, "Runtime": "cloudfront-js-2.0"},
            "FunctionCode": code,
        },
    )


def _cache_policy() -> Data:
    """Objects say how long they live; no query, cookie or header makes another page of them."""
    return resource(
        "AWS::CloudFront::CachePolicy",
        {
            "CachePolicyConfig": {
                "Name": named("objects"),
                "MinTTL": 0,
                "DefaultTTL": policy.SHORT_SECONDS,
                "MaxTTL": _YEAR,
                "ParametersInCacheKeyAndForwardedToOrigin": {
                    "EnableAcceptEncodingBrotli": True,
                    "EnableAcceptEncodingGzip": True,
                    "CookiesConfig": {"CookieBehavior": "none"},
                    "HeadersConfig": {"HeaderBehavior": "none"},
                    "QueryStringsConfig": {"QueryStringBehavior": "none"},
                },
            }
        },
    )


def _headers(name: str, address: str, *, cors: bool) -> Data:
    others = policy.security_headers(address[1:])
    csp = others.pop("Content-Security-Policy")
    referrer = others.pop("Referrer-Policy")
    if others.pop("X-Content-Type-Options") != "nosniff":
        raise ValueError("CloudFront knows no other X-Content-Type-Options")
    config = {
        "Name": named(name),
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {"ContentSecurityPolicy": csp, "Override": True},
            "ContentTypeOptions": {"Override": True},
            "ReferrerPolicy": {"ReferrerPolicy": referrer, "Override": True},
            "StrictTransportSecurity": {
                "AccessControlMaxAgeSec": policy.HSTS_SECONDS,
                "IncludeSubdomains": False,
                "Preload": False,
                "Override": True,
            },
        },
        "CustomHeadersConfig": {
            "Items": [
                {"Header": header, "Value": value, "Override": True}
                for header, value in others.items()
            ]
        },
    }
    if cors:
        config["CorsConfig"] = _any_origin()
    return resource(
        "AWS::CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": config}
    )


def _any_origin() -> Data:
    return {
        "AccessControlAllowCredentials": False,
        "AccessControlAllowHeaders": {"Items": ["*"]},
        "AccessControlAllowMethods": {"Items": ["GET", "HEAD"]},
        "AccessControlAllowOrigins": {"Items": ["*"]},
        "OriginOverride": True,
    }


def _distribution() -> Data:
    return {
        "Comment": sub("${AWS::StackName}: the public site"),
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_200",
        "Aliases": _if_domain([ref("DomainName")]),
        "ViewerCertificate": {
            "Fn::If": [
                "HasDomain",
                {
                    "AcmCertificateArn": ref("CertificateArn"),
                    "MinimumProtocolVersion": "TLSv1.2_2021",
                    "SslSupportMethod": "sni-only",
                },
                {"CloudFrontDefaultCertificate": True},
            ]
        },
        "Origins": [
            {
                "Id": _ORIGIN,
                "DomainName": att("SiteBucket.RegionalDomainName"),
                "OriginPath": sub("/${BucketPrefix}"),
                "OriginAccessControlId": att("OriginAccessControl.Id"),
                "S3OriginConfig": {"OriginAccessIdentity": ""},
            }
        ],
        "DefaultCacheBehavior": _behaviour("PageHeaders"),
        "CacheBehaviors": [
            {"PathPattern": pattern, **_behaviour(_headers_at(pattern))}
            for pattern in policy.CORS_PATHS
        ],
        "CustomErrorResponses": [
            {
                "ErrorCode": code,
                "ErrorCachingMinTTL": _SECONDS_OF_ERRORS,
                "ResponseCode": 404,
                "ResponsePagePath": "/404.html",
            }
            for code in (403, 404)
        ],
        "Logging": {
            "Bucket": att("LogBucket.DomainName"),
            "IncludeCookies": False,
            "Prefix": "cloudfront/",
        },
    }


def _behaviour(headers: str) -> Data:
    return {
        "TargetOriginId": _ORIGIN,
        "AllowedMethods": ["GET", "HEAD"],
        "CachedMethods": ["GET", "HEAD"],
        "Compress": True,
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": ref("CachePolicy"),
        "ResponseHeadersPolicyId": ref(headers),
        "FunctionAssociations": [
            {"EventType": event, "FunctionARN": att(f"{function}.FunctionMetadata.FunctionARN")}
            for event, function in (
                ("viewer-request", "ViewerRequest"),
                ("viewer-response", "ViewerResponse"),
            )
        ],
    }


def _headers_at(pattern: str) -> str:
    folders = {policy.PICTURES: "PictureHeaders", policy.DOWNLOADS: "DownloadHeaders"}
    return folders.get(pattern.removesuffix("*"), "OpenHeaders")


def _if_domain(value: Any) -> Data:
    return {"Fn::If": ["HasDomain", value, ref("AWS::NoValue")]}
