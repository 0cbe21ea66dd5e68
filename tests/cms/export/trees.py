"""Random trees of rich text, as an editor can make them: for Hypothesis."""

from hypothesis import strategies as st

from cms.core import prose
from cms.core.prose import Node
from contract import characters, thai

_WORDS = (
    "เทศบาล น้ำท่วม ต่าง ๆ ปี 2569 town A&B &amp; &copy; &#58; x_y_z *a* **b** `c` ``d`` [x](y) [x]: ![i] "
    "<b> </p> > # ## - + * 1. 12) 1.5 007. ::: ::::image === --- ~~~ \\ \\* \\\\ \\: !  \\! | _ __ ' \" : "
    "http://a.example/ <http://a> ก้ ะ ำ ๆ \u200b "
).split(" ")
_CHARACTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))


def _kept(text: str) -> str:
    return thai.normalise(characters.without_forbidden(text))


words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join)
texts = (words | st.text(_CHARACTERS, min_size=1, max_size=20)).map(_kept)
hrefs = st.sampled_from(
    [
        "https://example.go.th/a_b(c)?d=1&e=*", "/th/news/", "#top", "mailto:a_b@example.go.th",
        "tel:+6675411111", "page:0f5c6b0e-6f0a-4e43-9d5f-4a1c1f6f5c11", "attachment:" + "a1" * 32,
        "http://example.org/[x]", "https://example.org/ก_ข_ค", "https://e.org/a)b",
    ]
)  # fmt: skip


def _marked(children: st.SearchStrategy) -> st.SearchStrategy:
    mark = st.builds(
        Node,
        st.sampled_from(["strong", "em", "s", "sub", "sup", "code"]),
        st.just({}),
        st.lists(children, min_size=1, max_size=3),
    )
    link = st.builds(
        Node, st.just("a"), hrefs.map(lambda href: {"href": href}),
        st.lists(texts, min_size=1, max_size=2),
    )  # fmt: skip
    return mark | link


inline = st.recursive(texts | texts | st.just(Node("br")), _marked, max_leaves=6)
line = st.lists(inline, min_size=1, max_size=5)


def _lists(below: st.SearchStrategy) -> st.SearchStrategy:
    item = st.builds(
        lambda words, lists: Node("li", {}, [*words, *lists]),
        line,
        st.just([]) if below.is_empty else st.lists(below, max_size=1),
    )
    attributes = st.just({}) | st.just({"start": "7"})
    ul = st.builds(Node, st.just("ul"), st.just({}), st.lists(item, min_size=1, max_size=3))
    ol = st.builds(Node, st.just("ol"), attributes, st.lists(item, min_size=1, max_size=3))
    return ul | ol


_no_list = st.nothing()
lists = _lists(_lists(_lists(_no_list)) | _lists(_no_list))
_leaf = st.builds(Node, st.sampled_from(["p", "h2", "h3", "h4", "p", "p"]), st.just({}), line)
_quote = st.builds(
    Node, st.just("blockquote"), st.just({}),
    st.lists(st.builds(Node, st.just("p"), st.just({}), line), min_size=1, max_size=2),
)  # fmt: skip
blocks = _leaf | lists | _quote | st.just(Node("hr"))


def _settled(root: Node) -> Node:
    """In the form in which reading leaves a tree."""
    return prose.read(prose.write(root))


trees = st.builds(Node, st.just(""), st.just({}), st.lists(blocks, min_size=1, max_size=5)).map(
    _settled
)
