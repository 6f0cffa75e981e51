"""What is sealed opens for its purpose and owner alone, with the key that sealed it, also after keys have changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sealing import Keyring, SealBrokenError

OLD, NEW = "the operator's first secret of many characters", "the operator's second secret of many characters"
TEXTS = st.text(max_size=200)


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_sealed_opens_and_shows_nothing(secret: str, purpose: str, owner: str) -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal(secret, purpose, owner)
    assert keyring.open(sealed, purpose, owner) == secret
    assert keyring.seal(secret, purpose, owner) != sealed
    assert len(secret) < 4 or secret.encode() not in sealed


@given(st.data())
def test_nothing_altered_and_nothing_of_another_opens(data: st.DataObject) -> None:
    keyring = Keyring([OLD])
    sealed = bytearray(keyring.seal("1000.secret", "access", "us/700001"))
    for purpose, owner in (("refresh", "us/700001"), ("access", "us/700002"), ("accessu", "s/700001")):
        with pytest.raises(SealBrokenError):
            keyring.open(bytes(sealed), purpose, owner)
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBrokenError):
        keyring.open(bytes(sealed), "access", "us/700001")
    with pytest.raises(SealBrokenError):
        keyring.open(bytes(sealed[:place]), "access", "us/700001")


def test_keys_rotate_and_the_old_one_can_go() -> None:
    sealed = Keyring([OLD]).seal("1000.secret", "access", "us/700001")
    both = Keyring([NEW, OLD])
    assert not both.is_current(sealed)
    assert both.open(sealed, "access", "us/700001") == "1000.secret"
    renewed = both.resealed(sealed, "access", "us/700001")
    alone = Keyring([NEW])
    assert alone.is_current(renewed)
    assert alone.open(renewed, "access", "us/700001") == "1000.secret"
    with pytest.raises(SealBrokenError):
        alone.open(sealed, "access", "us/700001")
    assert both.indexes_of("an id")[1:] == Keyring([OLD]).indexes_of("an id")
    assert OLD not in repr(both)
