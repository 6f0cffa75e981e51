"""Kept rows in sealed files of one directory.

A file's name is a keyed hash of its place. Its content is encrypted in pieces with AES-256-GCM under a key of its own,
which the keyring seals for the place: another key, place or order of pieces opens nothing. Source: NIST SP 800-38D;
pieces are numbered and the last one is marked, as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
"""

import asyncio
import fcntl
import os
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.sealing import Keyring, SealBrokenError
from domain.kept_rows import KeptRows, KeptRowsError, RowsPlace, is_over

PURPOSE = "kept rows"
PIECE = 4 * 1024 * 1024
SUFFIX = ".rows"
Outcome = TypeVar("Outcome")


class SealedRowFiles:
    """Rows in files that this gateway's keys alone can open, and nobody else's rows with them."""

    def __init__(self, directory: Path, keyring: Keyring, longest: timedelta) -> None:
        self._directory = directory
        self._keyring = keyring
        self._longest = longest

    async def one(self, place: RowsPlace) -> KeptRows | None:
        """As KeptRowsShelf says; what cannot be opened is not there."""
        return await _in_thread(lambda: self._opened(place))

    async def begin(self, place: RowsPlace, rows: KeptRows) -> None:
        """As KeptRowsShelf says."""
        await _in_thread(lambda: self._write(place, rows, only_kept=False))

    async def replace(self, place: RowsPlace, rows: KeptRows) -> bool:
        """As KeptRowsShelf says."""
        return await _in_thread(lambda: self._write(place, rows, only_kept=True))

    async def forget(self, place: RowsPlace) -> bool:
        """As KeptRowsShelf says."""
        return await _in_thread(lambda: self._forgotten(lambda: self._paths(place)))

    async def forget_person(self, person: str) -> None:
        """As KeptRowsShelf says."""
        await _in_thread(lambda: self._forgotten(lambda: self._files_of(person)))

    def _opened(self, place: RowsPlace) -> KeptRows | None:
        for path in self._paths(place):
            try:
                sealed = path.read_bytes()
                rows = msgspec.msgpack.decode(b"".join(self._pieces(sealed, place)), type=KeptRows)
            except (FileNotFoundError, SealBrokenError, InvalidTag, msgspec.DecodeError):
                continue
            return None if is_over(rows.kept_at, self._longest) else rows
        return None

    def _write(self, place: RowsPlace, rows: KeptRows, *, only_kept: bool) -> bool:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        first, *others = self._paths(place)
        written = first.with_name(f".{secrets.token_hex(8)}")
        content = msgspec.msgpack.encode(rows)
        try:
            with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for piece in self._sealed(content, place):
                    file.write(piece)
            with self._locked():
                if only_kept and not any(path.exists() for path in (first, *others)):
                    return False
                written.replace(first)
                for path in others:
                    path.unlink(missing_ok=True)
        finally:
            written.unlink(missing_ok=True)
        self._sweep()
        return True

    def _forgotten(self, paths: Callable[[], list[Path]]) -> bool:
        if not self._directory.exists():
            return False
        with self._locked():
            there = [path for path in paths() if path.exists()]
            for path in there:
                path.unlink()
        return bool(there)

    def _sweep(self) -> None:
        """Remove what was kept too long, and what a process left behind that was ended while it wrote."""
        earliest = (datetime.now(UTC) - self._longest).timestamp()
        for path in self._directory.iterdir():
            try:
                if path.is_file() and path.stat().st_mtime < earliest:
                    path.unlink()
            except FileNotFoundError:
                continue

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Alone with the directory among all processes: what is forgotten is not written back."""
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
        finally:
            os.close(directory)

    def _paths(self, place: RowsPlace) -> list[Path]:
        names = zip(self._names(place.person), self._names(place.text), strict=True)
        return [self._directory / f"{person}-{rows}{SUFFIX}" for person, rows in names]

    def _files_of(self, person: str) -> list[Path]:
        return [path for name in self._names(person) for path in self._directory.glob(f"{name}-*{SUFFIX}")]

    def _names(self, text: str) -> list[str]:
        """The names of something, by each key: what a name stands for cannot be guessed without a key."""
        return [index.hex() for index in self._keyring.indexes_of(f"{PURPOSE} {text}")]

    def _sealed(self, content: bytes, place: RowsPlace) -> Iterator[bytes]:
        key = AESGCM.generate_key(256)
        head = self._keyring.seal(key.hex(), PURPOSE, place.text)
        yield len(head).to_bytes(4, "big") + head
        starts = range(0, max(len(content), 1), PIECE)
        for number, start in enumerate(starts):
            is_last = start == starts[-1]
            yield AESGCM(key).encrypt(_nonce(number, is_last=is_last), content[start : start + PIECE], None)

    def _pieces(self, sealed: bytes, place: RowsPlace) -> Iterator[bytes]:
        end = 4 + int.from_bytes(sealed[:4], "big")
        key = AESGCM(bytes.fromhex(self._keyring.open(sealed[4:end], PURPOSE, place.text)))
        # A piece has a tag of 16 bytes behind it.
        starts = range(end, max(len(sealed), end + 1), PIECE + 16)
        for number, start in enumerate(starts):
            nonce = _nonce(number, is_last=start == starts[-1])
            yield key.decrypt(nonce, sealed[start : start + PIECE + 16], None)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


async def _in_thread(work: Callable[[], Outcome]) -> Outcome:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise KeptRowsError(f"{type(error).__name__}: {error.strerror}") from None
