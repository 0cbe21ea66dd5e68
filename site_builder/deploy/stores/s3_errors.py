"""What S3 and boto say when something is wrong, as one sentence with the mend."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    LoginError,
    MetadataRetrievalError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from site_builder.deploy.target import Target
from site_builder.errors import DeployError


class SpoiltCredentials(ValueError):
    """They cannot stand in a header, and whatever would say so shows them."""


_PASSING_STATUS = (429, 500, 502, 503, 504)
_PASSING_CODES = (
    "SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "InternalError",
    "ServiceUnavailable", "ConditionalRequestConflict", "OperationAborted", "BadDigest",
)  # fmt: skip

_MENDS = {
    "NoSuchBucket": "There is no bucket {bucket} at {where}; make it, or correct the target.",
    "InvalidBucketName": "{bucket} cannot be the name of a bucket; correct the target.",
    "AccessDenied": (
        "The credentials in use may not {operation} in {url}; give them the rights that"
        " deploy/README.md lists."
    ),
    "ExpiredToken": "The credentials have expired; log in again and repeat the command.",
    "InvalidAccessKeyId": "{where} does not know the access key in use; check the credentials.",
    "SignatureDoesNotMatch": (
        "{where} does not accept the secret key in use; check the credentials."
    ),
    "RequestTimeTooSkewed": (
        "The clock of this machine is too far from that of {where}; set it and repeat the command."
    ),
    "PermanentRedirect": "Bucket {bucket} is in another region; set region of the target.",
    "unreachable": "{where} cannot be reached: {detail}. Check the network and endpoint_url.",
    "credentials": (
        "There are no credentials for {url}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
        " AWS_PROFILE."
    ),
    "spoilt": "The credentials for {url} hold a line break or a space: copy them anew.",
    "not fetched": (
        "{url}: {detail}; run what gives them by hand to see why, or set AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY."
    ),
    "login": (
        "The login that gives the credentials for {url} is over or cannot be read: log in again"
        " (aws sso login, or aws login) and repeat the command."
    ),
    "profile": "{detail}: correct AWS_PROFILE, or the file that it names a part of.",
    "region": "Set region of the target {url} in site.toml, or AWS_REGION.",
}
_KINDS: dict[str, tuple[type[Exception], ...]] = {
    "spoilt": (SpoiltCredentials,),
    "not fetched": (CredentialRetrievalError, MetadataRetrievalError),
    "login": (SSOError, LoginError, TokenRetrievalError),
    "profile": (ProfileNotFound,),
    "credentials": (NoCredentialsError, PartialCredentialsError),
    "region": (NoRegionError,),
}
_SAME = {
    "403": "AccessDenied",
    "AllAccessDisabled": "AccessDenied",
    "AuthorizationHeaderMalformed": "PermanentRedirect",
    "301": "PermanentRedirect",
    "ExpiredTokenException": "ExpiredToken",
    "TokenRefreshRequired": "ExpiredToken",
    "InvalidToken": "ExpiredToken",
    "RequestExpired": "RequestTimeTooSkewed",
}


def is_refused(error: Exception) -> bool:
    return isinstance(error, ClientError) and (
        error.response["Error"].get("Code") in ("PreconditionFailed", "412")
        or _status(error) == 412
    )


def is_passing(error: Exception) -> bool:
    """Whether the same request may go through a little later."""
    if isinstance(error, ClientError):
        code = error.response["Error"].get("Code")
        return code in _PASSING_CODES or _status(error) in _PASSING_STATUS
    return isinstance(error, (ConnectionError, HTTPClientError, IncompleteReadError))


def no_store(target: Target) -> DeployError:
    where = target.endpoint_url or "Amazon S3"
    return DeployError(
        f"{where} answers, but not as a store that speaks S3: check endpoint_url of {target.url}."
    )


def sentence(error: Exception, target: Target) -> DeployError:
    kind = _kind(error)
    where = target.endpoint_url or "Amazon S3"
    operation = getattr(error, "operation_name", "work")
    if kind in _MENDS:
        return DeployError(
            _MENDS[kind].format(
                bucket=target.bucket, url=target.url, where=where, operation=operation,
                detail=in_words(error).rstrip("."),
            )
        )  # fmt: skip
    return DeployError(f"{target.url}: {where} refused {operation}: {in_words(error)}")


def in_words(error: Exception) -> str:
    """One line, without the headers of a request and without what a program said that gives
    credentials: both may hold secrets."""
    if type(error) is HTTPClientError:
        return "the request could not be sent"
    if isinstance(error, CredentialRetrievalError):
        return f"the credentials could not be fetched ({error.kwargs.get('provider')})"
    if isinstance(error, MetadataRetrievalError):
        return "the credentials could not be fetched (from the role of this machine)"
    return " ".join(str(error).split())[:300] or type(error).__name__


def _kind(error: Exception) -> str:
    if isinstance(error, ClientError):
        code = str(error.response["Error"].get("Code", ""))
        if "request time" in str(error):  # some servers say that access is denied
            return "RequestTimeTooSkewed"
        return _SAME.get(code, code)
    for kind, errors in _KINDS.items():
        if isinstance(error, errors):
            return kind
    if isinstance(error, ParamValidationError) and "bucket name" in str(error):
        return "InvalidBucketName"
    return "unreachable" if isinstance(error, BotoCoreError) and is_passing(error) else ""


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
