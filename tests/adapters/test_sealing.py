"""Sealed octets open with their key, in their place, unaltered; and in no other case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.sealing import MasterKeys, UnknownMasterKey, Unsealable, name_key, new_key, seal, sealer_of, unseal

OLD, NEW = b"o" * 32, b"n" * 32


@given(st.binary(max_size=5000), st.text(max_size=40))
def test_what_is_sealed_is_unsealed(content: bytes, context: str) -> None:
    key = new_key()
    sealed = seal(key, content, context)
    assert unseal(key, sealed, context) == content
    assert len(content) < 4 or content not in sealed
    assert seal(key, content, context) != sealed


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_altered_bit_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(NEW, content, "here"))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Unsealable):
        unseal(NEW, bytes(sealed), "here")


@pytest.mark.parametrize(("key", "context"), [(OLD, "here"), (NEW, "there"), (NEW, "")])
def test_another_key_or_place_opens_nothing(key: bytes, context: str) -> None:
    with pytest.raises(Unsealable):
        unseal(key, seal(NEW, b"content", "here"), context)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(27)])
def test_what_was_never_sealed_is_no_fault(sealed: bytes) -> None:
    with pytest.raises(Unsealable):
        unseal(NEW, sealed, "here")


def test_new_master_key_seals_and_the_retired_one_still_opens() -> None:
    key = new_key()
    before = MasterKeys((OLD,)).seal(key, "candidate")
    keys = MasterKeys((NEW, OLD))
    after = keys.seal(keys.unseal(before, "candidate"), "candidate")
    assert (sealer_of(before), sealer_of(after)) == (name_key(OLD), name_key(NEW))
    assert MasterKeys((NEW,)).unseal(after, "candidate") == key
    with pytest.raises(UnknownMasterKey):
        MasterKeys((NEW,)).unseal(before, "candidate")


def test_name_of_a_master_key_tells_nothing_of_it() -> None:
    assert len({name_key(new_key()) for _ in range(100)}) == 100
    assert OLD.hex()[:16] != name_key(OLD)
