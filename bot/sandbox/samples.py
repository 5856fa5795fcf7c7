"""What a person can send that is no text: one sample of each kind, in the Bot API's form, and one of each file."""

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.chats import Person
from bot.sandbox.files import Kind
from bot.sandbox.parameters import Upload


def _file(number: int, size: int) -> dict[str, Any]:
    return {"file_id": f"f{number}", "file_unique_id": f"uf{number}", "file_size": size}


def _sticker(number: int) -> dict[str, Any]:
    return {
        "sticker": _file(number, 20_480)
        | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
    }


def _location(_: int) -> dict[str, Any]:
    return {"location": {"latitude": 46.32, "longitude": -0.46}}


def _contact(_: int) -> dict[str, Any]:
    return {"contact": {"phone_number": "+33500000000", "first_name": "Claude"}}


def own_contact(person: Person) -> dict[str, Any]:
    """The contact of somebody in Telegram, who shares it: the number without a plus, as Telegram writes it.

    It is one that ARCEP keeps for films: nobody has it.
    """
    return {"phone_number": "33199000011", "first_name": person.first_name, "user_id": person.id}


SAMPLES: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "sticker": _sticker,
    "location": _location,
    "contact": _contact,
}


def _picture(width: int, height: int) -> bytes:
    """A PNG in one calm colour."""
    rows = (b"\x00" + bytes((190, 214, 224)) * width) * height
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)  # 8 bits of red, green and blue
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
"""

FILES: Mapping[str, tuple[Kind, Upload]] = {
    "document": ("document", Upload("document.pdf", _PAGE, "application/pdf")),
    "photo": ("photo", Upload("photo.png", _picture(160, 120), "image/png")),
    "voice": ("voice", Upload("voice.ogg", b"OggS" + bytes(24), "audio/ogg")),
}
