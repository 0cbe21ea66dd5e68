"""A bucket: what is stored with an object, repeated requests, and mistakes in one sentence."""

import hashlib
import json
import urllib.request
from contextlib import closing
from datetime import timedelta

import boto3
import botocore.auth
import pytest
from botocore.exceptions import (
    EndpointConnectionError,
    HTTPClientError,
    LoginRefreshRequired,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from site_builder.deploy.stores import ABSENT, Refused, Upload
from site_builder.deploy.stores.s3 import ATTEMPTS, S3Store
from site_builder.deploy.target import Target
from site_builder.errors import DeployError
from tests.site_builder.deploy import buckets


def upload(data: bytes, metadata=None) -> Upload:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=60",
        "Content-Disposition": "attachment",
    }
    return Upload(data, hashlib.sha256(data).hexdigest(), len(data), headers, metadata or {})


@pytest.fixture
def target(moto):
    return moto.target()


@pytest.fixture
def store(target):
    with buckets.opened(target) as store:
        yield store


def failing(store, operation, *answers):
    """Each request is answered by the next of `answers`: an error, or None for a good answer that is
    lost on its way back; after that all is well."""
    left = list(answers)

    def answer(**_):
        if left and left[0] is not None:
            raise left.pop(0)

    def lose(**_):
        if left and left[0] is None:
            raise left.pop(0) or EndpointConnectionError(endpoint_url="x")

    store.client.meta.events.register(f"before-call.s3.{operation}", answer)
    store.client.meta.events.register(f"after-call.s3.{operation}", lose)


UNREACHABLE = EndpointConnectionError(endpoint_url="http://nowhere")


def test_headers_and_metadata_lie_with_the_object(store, target):
    store.write("a/index.html", upload(b"x", {"status": "301", "location": "/th/"}), ABSENT)
    with closing(boto3.client("s3", endpoint_url=target.endpoint_url)) as client:
        found = client.head_object(Bucket=target.bucket, Key="site/a/index.html")
    assert found["ContentType"] == "text/html; charset=utf-8"
    assert found["CacheControl"] == "public, max-age=60"
    assert found["ContentDisposition"] == "attachment"
    assert found["Metadata"] == {
        "sha256": hashlib.sha256(b"x").hexdigest(), "status": "301", "location": "/th/"
    }  # fmt: skip


def test_what_fails_in_passing_is_repeated(store):
    failing(store, "PutObject", UNREACHABLE, UNREACHABLE)
    store.write("a", upload(b"x"), ABSENT)
    assert store.read("a")[0] == b"x"


def test_it_waits_longer_each_time_but_never_alike(store):
    waits = []
    store.wait = waits.append
    failing(store, "PutObject", *[UNREACHABLE] * (ATTEMPTS - 1))
    store.write("a", upload(b"x"), ABSENT)
    assert len({*waits}) == ATTEMPTS - 1
    assert all(wait <= 0.2 * 2**turn for turn, wait in enumerate(waits))


def test_what_fails_for_good_is_one_sentence(store):
    failing(store, "PutObject", *[UNREACHABLE] * ATTEMPTS)
    with pytest.raises(DeployError, match="cannot be reached"):
        store.write("a", upload(b"x"), ABSENT)


def test_a_lost_answer_to_a_conditional_write_is_refused_the_second_time(store):
    failing(store, "PutObject", None)
    with pytest.raises(Refused):
        store.write("a", upload(b"x"), ABSENT)
    assert store.look("a").sha256 == upload(b"x").sha256


def test_before_each_attempt_a_deploy_may_stop(store):
    asked = []

    def stop(key):
        asked.append(key)
        if len(asked) == 2:
            raise DeployError("lost")

    store.before_attempt = stop
    failing(store, "PutObject", UNREACHABLE, UNREACHABLE)
    with pytest.raises(DeployError, match="lost"):
        store.write("a", upload(b"x"), ABSENT)
    assert asked == ["a", "a"]


def test_long_lists_come_in_parts(store, monkeypatch):
    real = store.client.list_objects_v2
    monkeypatch.setattr(store.client, "list_objects_v2", lambda **p: real(**p, MaxKeys=2))
    for name in "abcde":
        store.write(name, upload(b"x"), ABSENT)
    assert [found.key for found in store.keys("")] == [*"abcde"]


def problem(target, environment=None):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (environment or {}).items():
            patch.setenv(name, value) if value else patch.delenv(name)
        with pytest.raises(DeployError) as caught, buckets.opened(target) as store:
            store.read("a")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_bucket_that_is_not_there_is_named(moto):
    assert "no bucket nowhere-town" in problem(moto.target("nowhere-town"))


def test_an_endpoint_that_does_not_answer_is_named():
    port = buckets.free_port()
    target = Target("s3://b/p", "x", bucket="town", endpoint_url=f"http://127.0.0.1:{port}")
    assert f"127.0.0.1:{port} cannot be reached" in problem(target, buckets.CREDENTIALS)


def test_an_unknown_key_is_told(rclone):
    assert "does not know the access key" in problem(rclone.target(), {"AWS_ACCESS_KEY_ID": "bad"})


def test_a_wrong_secret_is_told(rclone):
    words = problem(rclone.target(), {"AWS_SECRET_ACCESS_KEY": "bad"})
    assert "does not accept the secret key" in words
    assert "bad" not in words


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_goes_wrong_is_told(rclone, monkeypatch, hours):
    target, right = rclone.target(), botocore.auth.get_current_datetime
    wrong = timedelta(hours=hours)
    monkeypatch.setattr(
        botocore.auth, "get_current_datetime", lambda *a, **k: right(*a, **k) + wrong
    )
    assert "The clock of this machine is too far" in problem(target, buckets.CREDENTIALS)


READ_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
    ],
}


def test_rights_that_are_missing_are_told(credentials, monkeypatch):
    server = buckets.moto()
    try:
        target = server.target()
        with closing(boto3.client("iam", endpoint_url=server.url)) as iam:
            iam.create_user(UserName="reader")
            policy = json.dumps(READ_ONLY)
            iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=policy)
            key = iam.create_access_key(UserName="reader")["AccessKey"]
        request = urllib.request.Request(
            f"{server.url}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}
        )
        urllib.request.urlopen(request).close()  # from now on it looks at rights
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        with buckets.opened(target) as store:
            assert store.read("a") is None
            with pytest.raises(DeployError, match=r"may not PutObject in .* deploy/README\.md"):
                store.write("a", upload(b"x"), ABSENT)
    finally:
        server.stop()


def test_missing_credentials_are_told(moto, tmp_path):
    nowhere = str(tmp_path / "none")
    environment = {
        "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
        "AWS_SHARED_CREDENTIALS_FILE": nowhere, "AWS_CONFIG_FILE": nowhere,
    }  # fmt: skip
    assert "no credentials" in problem(moto.target(), environment)


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
)
@pytest.mark.parametrize(
    "spoilt", ["VERYSECRET\n", "VERY SECRET", "VERYSECRET\x1b", "ลับVERYSECRET"]
)
def test_credentials_that_hold_a_line_break_are_refused_and_not_shown(moto, name, spoilt):
    words = problem(moto.target(), {name: spoilt})
    assert "hold a line break or a space: copy them anew" in words
    assert "SECRET" not in words


def test_what_a_program_says_that_gives_credentials_is_not_shown(moto, tmp_path):
    file = tmp_path / "config"
    file.write_text("[default]\ncredential_process = sh -c 'echo VERYSECRET >&2; exit 1'\n")
    environment = {
        "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": str(file),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }  # fmt: skip
    words = problem(moto.target(), environment)
    assert "the credentials could not be fetched (custom-process); run what gives them" in words
    assert "VERYSECRET" not in words


def test_what_a_request_held_that_could_not_be_sent_is_not_shown(store):
    error = HTTPClientError(error="Invalid header value b'VERYSECRET'")
    failing(store, "GetObject", *[error] * ATTEMPTS)
    with pytest.raises(DeployError, match="the request could not be sent") as caught:
        store.read("a")
    assert "VERYSECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        SSOTokenLoadError(error_msg="VERYSECRET"),
        UnauthorizedSSOTokenError(),
        TokenRetrievalError(provider="sso", error_msg="VERYSECRET"),
        LoginRefreshRequired(),
    ],
)
def test_a_login_that_is_over_is_told_with_its_mend(store, error):
    failing(store, "GetObject", error)
    with pytest.raises(DeployError, match=r"log in again \(aws sso login") as caught:
        store.read("a")
    assert "VERYSECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("AccessDenied", 403, "may not GetObject"),
        ("ExpiredToken", 400, "have expired; log in again"),
        ("RequestTimeTooSkewed", 403, "clock of this machine"),
        ("PermanentRedirect", 301, "in another region"),
        ("InvalidBucketName", 400, "cannot be the name of a bucket"),
        ("AllAccessDisabled", 403, "may not GetObject"),
        ("SomethingNew", 400, "refused GetObject"),
    ],
)
def test_what_the_store_says_becomes_a_sentence_with_the_mend(store, code, status, words):
    from botocore.exceptions import ClientError

    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    failing(store, "GetObject", ClientError(answer, "GetObject"))
    with pytest.raises(DeployError, match=words):
        store.read("a")


def test_a_store_is_made_without_a_request():
    with closing(S3Store(Target("s3://b", "x", bucket="b", region="us-east-1"))):
        pass
