"""Every value of a list that pages show has its words (rule 14)."""

from app.web.kit.labels import _WORDS


def test_a_list_that_has_words_has_them_for_each_of_its_values() -> None:
    """Values of different lists may be the same word: the list counts."""
    told = {(type(value), value) for value, _words in _WORDS}
    assert {(kind, value) for kind, _ in told for value in kind} == told
