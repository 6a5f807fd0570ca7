"""Which texts say nearly the same."""

from mlinterview.validation import similar


def test_texts_that_share_only_a_rare_phrase_are_not_alike() -> None:
    texts = (
        "a b c x y z",
        "a b c p q r",
        "b c x y z",
        "b c x y z w",
        "b c p q r",
        "b c p q r w",
    )
    pairs = {frozenset(pair) for pair in similar([(text, text) for text in texts])}
    assert frozenset({"a b c x y z", "b c x y z"}) in pairs
    assert frozenset({"a b c x y z", "a b c p q r"}) not in pairs
