"""Our dictionary gives what pythainlp's own gives, sooner."""

from hypothesis import given
from hypothesis import strategies as st
from pythainlp.tokenize import word_dict_trie
from pythainlp.tokenize.newmm import segment

from contract.thai_dictionary import Dictionary, dictionary

LETTERS = "กขคงจชดตนบปมยรลวสหอะาิีึืุูเแโใไ่้๊๋์ํๆฯำ ab1"


@given(st.text(LETTERS, max_size=40))
def test_text_is_cut_as_with_the_whole_trie(text: str) -> None:
    assert segment(text, dictionary()) == segment(text, word_dict_trie())


def test_every_word_is_found_where_it_begins() -> None:
    trie, ours = word_dict_trie(), dictionary()
    for word in list(trie)[::50]:
        assert ours.prefixes(f"x{word}ก", 1) == trie.prefixes(f"x{word}ก", 1)


def test_words_of_one_letter_are_words() -> None:
    small = Dictionary(frozenset({"ณ", "ณรงค์", "ๆ"}))
    assert small.prefixes("ณรงค์") == ["ณ", "ณรงค์"]
    assert small.prefixes("ณ ที่นี้") == ["ณ"]
    assert small.prefixes("ๆ") == ["ๆ"]
    assert small.prefixes("ก") == []


def test_loading_all_of_it_changes_no_answer() -> None:
    small = Dictionary(frozenset({"ณ", "ณรงค์", "น้ำ", "น้ำท่วม"}))
    small.load()
    assert small.prefixes("น้ำท่วมขัง") == ["น้ำ", "น้ำท่วม"]
