"""What caches are told: exact addresses, folders where that is cheaper, and never nothing."""

from contextlib import closing, suppress
from dataclasses import replace
from urllib.parse import quote

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.deploy import invalidation
from site_builder.deploy.afterwards import Afterwards
from site_builder.deploy.cloudfront import CloudFront
from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.invalidation import MOST_PATHS, MOST_WILDCARDS, Invalidations, collapsed
from site_builder.deploy.live import Answer
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.target import Target
from site_builder.errors import DeployError, GiveWay
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.deploy.towns import URL, Deployer, Town, page_path, picture_path


def test_a_page_is_named_under_both_its_addresses():
    assert collapsed(["th/news/a/index.html", "img/b.jpg"]) == [
        "/img/b.jpg", "/th/news/a/", "/th/news/a/index.html"
    ]  # fmt: skip


def test_the_home_page_is_the_root():
    assert collapsed(["index.html"]) == ["/", "/index.html"]


def test_thai_addresses_are_encoded():
    assert collapsed(["th/ข่าว/index.html"])[0] == "/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/"


@pytest.mark.parametrize("folder", ["ข่าว", "a b", "ข่าว/(เก่า)", "~old"])
def test_many_of_one_folder_become_one_wildcard_in_any_spelling(folder):
    assert collapsed([f"{folder}/{n}/index.html" for n in range(40)]) == [f"/{quote(folder)}/*"]


def test_many_of_one_folder_become_one_wildcard():
    paths = [f"th/news/{n}/index.html" for n in range(200)] + ["en/about/index.html"]
    assert collapsed(paths) == ["/en/about/", "/en/about/index.html", "/th/news/*"]


def test_everything_everywhere_is_one_wildcard():
    paths = [f"{a}/{b}/{c}/index.html" for a in "abcdefghij" for b in "klmnop" for c in range(30)]
    assert collapsed(paths) in (["/*"], sorted(f"/{a}/*" for a in "abcdefghij"))


_SEGMENT = st.sampled_from(["th", "en", "news", "2026", "11", "a", "b", "ข่าว", "img", "x y"])
_PATHS = st.lists(
    st.tuples(
        st.lists(_SEGMENT, max_size=4), st.sampled_from(["index.html", "feed.json", "a.css"])
    ),
    max_size=120,
)


@given(_PATHS)
def test_every_address_is_told_within_the_limits(found):
    paths = {"/".join([*folders, name]) for folders, name in found}
    told = collapsed(paths)
    assert len(told) <= MOST_PATHS
    assert all(path.startswith("/") and path.isascii() and " " not in path for path in told)
    stars = [path[:-1] for path in told if path.endswith("*")]
    assert len(stars) <= MOST_WILDCARDS
    for path in paths:
        for address in invalidation.addresses(path):
            assert address in told or any(address.startswith(star) for star in stars)


@given(_PATHS)
def test_it_depends_on_the_paths_alone(found):
    paths = ["/".join([*folders, name]) for folders, name in found]
    assert collapsed(paths) == collapsed(reversed(paths))


class Cdn:
    def __init__(self):
        self.told, self.fails = [], False

    def invalidate(self, paths, reference):
        if self.fails:
            raise DeployError("CloudFront does not answer")
        self.told += paths


@pytest.fixture
def cdn():
    return Cdn()


OLD, NEW = Town({"a1": "one", "b1": "two"}), Town({"a1": "changed", "b1": "two"})


def publish(deployer, cdn, town=None):
    def work(session):
        outcome = Deployment(session, deployer.build, Wishes()).run()
        Afterwards(session, cdn, lambda path: Answer(0)).run(outcome)
        return outcome

    if town:
        deployer.build.build(town)
    return deployer.opened(work)


def test_what_a_deploy_changed_is_told_once(tmp_path, cdn):
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(tmp_path / "public")))
    publish(deployer, cdn, OLD)
    cdn.told.clear()
    publish(deployer, cdn, NEW)
    assert "/th/news/a1/" in cdn.told
    cdn.told.clear()
    publish(deployer, cdn)
    assert cdn.told == []


def test_a_takedown_that_goes_first_is_told_with_all_that_follows(tmp_path, cdn):
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(tmp_path / "public")))
    publish(deployer, cdn, Town({"a1": "one", "a2": "secret", "b1": "two"}))
    cdn.told.clear()
    publish(deployer, cdn, Town({"a1": "one", "b1": "two", "c1": "new"}, taken={"a2"}))
    for path in (page_path("a2"), picture_path("a2", "secret"), page_path("c1")):
        assert {*invalidation.addresses(path)} <= {*cdn.told}


def test_where_no_cdn_is_known_one_note_is_kept_for_who_knows_it(tmp_path, cdn):
    public = tmp_path / "public"
    deployer = Deployer(
        tmp_path / "site",
        lambda: closing(DirectoryStore(public)),
        target=Target("s3://town", URL, bucket="town"),
    )
    for turn in range(3):
        publish(deployer, None, Town({"a1": f"{turn}", "b1": f"{turn}"}))
    assert len([*(public / invalidation.FOLDER).iterdir()]) == 1
    publish(deployer, cdn)
    assert "/th/news/a1/" in cdn.told


def test_what_the_cdn_was_not_told_it_is_told_later(tmp_path, cdn):
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(tmp_path / "public")))
    publish(deployer, cdn, OLD)
    cdn.told.clear()
    cdn.fails = True
    outcome = publish(deployer, cdn, NEW)
    assert outcome.warnings == ["CloudFront does not answer"]
    assert outcome.release is not None
    cdn.fails = False
    publish(deployer, cdn)
    assert "/th/news/a1/" in cdn.told


@pytest.mark.thorough
@pytest.mark.parametrize("mode", [BEFORE, AFTER])
def test_a_deploy_that_dies_loses_nothing_that_is_to_be_told(tmp_path, cdn, mode):
    for at in range(4, 50, 3):
        public = tmp_path / f"{at}"
        deployer = Deployer(
            tmp_path / f"site{at}", lambda public=public: closing(DirectoryStore(public)), threads=1
        )
        publish(deployer, cdn, OLD)
        before = (public / page_path("a1")).read_bytes()
        cdn.told.clear()
        deployer.build.build(NEW)
        well = deployer.store
        faulty = FaultyStore(DirectoryStore(public), at=at, mode=mode)
        deployer.store = lambda faulty=faulty: closing(faulty)
        with suppress(Failed):
            publish(deployer, cdn)
        deployer.store = well
        publish(deployer, cdn)
        assert (public / page_path("a1")).read_bytes() != before
        assert "/th/news/a1/" in cdn.told, at


def test_cloudfront_takes_it(moto):
    with closing(boto3.client("cloudfront", endpoint_url=moto.url)) as client:
        origin = {
            "Id": "o", "DomainName": "x.s3.amazonaws.com",
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        }  # fmt: skip
        made = client.create_distribution(
            DistributionConfig={
                "CallerReference": "x", "Comment": "", "Enabled": True,
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": {
                    "TargetOriginId": "o", "ViewerProtocolPolicy": "redirect-to-https",
                    "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                    "MinTTL": 0,
                },
            }
        )  # fmt: skip
        id_ = made["Distribution"]["Id"]
        target = Target("s3://x", "https://x", distribution=id_, endpoint_url=moto.url)
        CloudFront(target).invalidate(["/th/news/a/", "/img/*"], "release 1")
        CloudFront(target).invalidate(["/th/news/a/", "/img/*"], "release 1")
        beside = replace(target, url="s3://x/beside")
        CloudFront(beside).invalidate(["/th/news/a/", "/img/*"], "release 1")
        references = {
            call["InvalidationBatch"]["CallerReference"]
            for item in client.list_invalidations(DistributionId=id_)["InvalidationList"]["Items"]
            for call in [client.get_invalidation(DistributionId=id_, Id=item["Id"])["Invalidation"]]
        }
        assert len(references) == 2  # the same again is no other one, that of another target is
        item, *_ = client.list_invalidations(DistributionId=id_)["InvalidationList"]["Items"]
        found = client.get_invalidation(DistributionId=id_, Id=item["Id"])["Invalidation"]
    assert found["InvalidationBatch"]["Paths"]["Items"] == ["/th/news/a/", "/img/*"]


def test_a_distribution_that_is_not_there_is_told(moto):
    target = Target("s3://x", "https://x", distribution="ENONE", endpoint_url=moto.url)
    with pytest.raises(DeployError, match="Distribution ENONE was not told"):
        CloudFront(target).invalidate(["/th/"], "release 1")


@pytest.mark.parametrize("paths", [["th/"], [f"/{n}*" for n in range(16)]])
def test_what_cloudfront_would_refuse_is_never_sent(moto, paths):
    target = Target("s3://x", "https://x", distribution="ENONE", endpoint_url=moto.url)
    with pytest.raises(ValueError, match="does not take"):
        CloudFront(target).invalidate(paths, "release 1")


def test_a_store_without_a_cdn_keeps_no_notes(tmp_path):
    with closing(DirectoryStore(tmp_path)) as store:
        invalidations = Invalidations(store)
        invalidations.note(1, 1, ["a/index.html"])
        invalidations.drain(Cdn(), 1)
        assert invalidations.pending(1) == {}


def test_nothing_that_came_of_a_deploy_is_lost_by_warnings(tmp_path, cdn):
    cdn.fails = True
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(tmp_path / "public")))
    outcome = publish(deployer, cdn, OLD)
    assert isinstance(outcome, Outcome)
    assert (tmp_path / "public/.well-known/release.json").exists()


def test_the_cdn_hears_of_a_takedown_before_the_rest_goes_out(tmp_path, cdn):
    """The rest may take long, and may give way again and again."""
    public, told = tmp_path / "public", []
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(public)))
    publish(deployer, cdn, Town({"a1": "one", "a2": "secret", "b1": "two"}))
    cdn.told.clear()
    after = Town({"a1": "one", "b1": "two", "c1": "new"}, taken={"a2"})

    def work(session):
        afterwards = Afterwards(session, cdn, lambda path: Answer(0))

        def tell_caches():
            afterwards.tell_caches()
            told.extend(cdn.told)
            raise GiveWay

        return Deployment(session, deployer.build, Wishes(), tell_caches=tell_caches).run()

    deployer.build.build(after)
    with pytest.raises(GiveWay):
        deployer.opened(work)
    assert {*invalidation.addresses(picture_path("a2", "secret"))} <= {*told}
    assert b"/c1/" not in (public / "sitemap.xml").read_bytes()
