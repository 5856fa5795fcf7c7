"""A small IMAP server (RFC 3501) on this computer: a mailbox, and the flags of its letters."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Thread

from bot.process.addresses import BoxServer

USER, PASSWORD, ADDRESS = "boite@exemple.fr", "p@ss word", "boite@exemple.fr"


@dataclass(slots=True)
class Kept:
    """A letter and its flags."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Post:
    """The mailbox: ``drops_at`` is a command at which the connection is cut before it is carried out."""

    letters: dict[int, Kept] = field(default_factory=dict)
    drops_at: str = ""
    folder: str = "INBOX"
    server: BoxServer | None = None

    def put(self, letter: EmailMessage | bytes) -> int:
        """A letter arrives; its number."""
        uid = len(self.letters) + 1
        self.letters[uid] = Kept(letter if isinstance(letter, bytes) else letter.as_bytes())
        return uid

    @property
    def flags(self) -> list[set[str]]:
        """The flags of each letter."""
        return [kept.flags for kept in self.letters.values()]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"* OK ready\r\n")
        writable = False
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            tag, _, said = line.partition(" ")
            command = said.upper().removeprefix("UID ").split(" ")[0]
            if command == self.drops_at:
                break
            if command in ("SELECT", "EXAMINE"):
                writable = command == "SELECT"
            answer = self._answer(command, said, writable=writable)
            writer.write(b"".join(answer[:-1]) + f"{tag} ".encode() + answer[-1] + b"\r\n")
            await writer.drain()
            if command == "LOGOUT":
                break
        writer.close()

    def _answer(self, command: str, said: str, *, writable: bool) -> list[bytes]:
        match command:
            case "CAPABILITY":
                return [b"* CAPABILITY IMAP4rev1\r\n", b"OK done"]
            case "LOGIN":
                return [b"OK hello" if said == f'LOGIN {USER} "{PASSWORD}"' else f"NO {USER} may not".encode()]
            case "SELECT" | "EXAMINE":
                known = said.endswith(f'"{self.folder}"')
                return [b"* 1 EXISTS\r\n", b"OK [READ-WRITE] done" if known else b"NO there is none"]
            case "SEARCH":
                found = " ".join(str(uid) for uid, kept in self.letters.items() if "\\Seen" not in kept.flags)
                return [f"* SEARCH {found}\r\n".encode(), b"OK done"]
            case "FETCH":
                return [*self._fetched(said), b"OK done"]
            case "STORE":
                if not writable:
                    return [b"NO read-only"]
                uid = int(said.split(" ")[2])
                self.letters[uid].flags |= set(re.findall(r"\\\w+", said))
                return [b"OK done"]
            case "LOGOUT":
                return [b"* BYE\r\n", b"OK done"]
        return [b"BAD unknown"]

    def _fetched(self, said: str) -> list[bytes]:
        found = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", said)
        assert found
        raw = self.letters[int(found[1])].raw[: int(found[2])]
        return [f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}\r\n".encode(), raw, b")\r\n"]


@contextmanager
def served_in_thread() -> Iterator[Post]:
    """A mailbox beside a test that blocks."""
    with asyncio.Runner() as runner:
        serving = served()
        post = runner.run(serving.__aenter__())
        loop = runner.get_loop()
        thread = Thread(target=loop.run_forever)
        thread.start()
        try:
            yield post
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            runner.run(serving.__aexit__(None, None, None))


@asynccontextmanager
async def served() -> AsyncIterator[Post]:
    """A mailbox while the block lasts."""
    post = Post()
    server = await asyncio.start_server(post.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    post.server = BoxServer("127.0.0.1", port, "imap", USER, PASSWORD, "INBOX", ADDRESS)
    try:
        yield post
    finally:
        server.close()
