"""What a person can send that is no text: one sample of each kind, in the Bot API's form."""

from collections.abc import Callable, Mapping
from typing import Any


def _file(number: int, size: int) -> dict[str, Any]:
    return {"file_id": f"f{number}", "file_unique_id": f"uf{number}", "file_size": size}


def _sticker(number: int) -> dict[str, Any]:
    return {
        "sticker": _file(number, 20_480)
        | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
    }


def _voice(number: int) -> dict[str, Any]:
    return {"voice": _file(number, 12_000) | {"duration": 4, "mime_type": "audio/ogg"}}


def _photo(number: int) -> dict[str, Any]:
    sizes = ((90, 67, 1_500), (800, 600, 64_000))
    return {"photo": [_file(number, size) | {"width": width, "height": height} for width, height, size in sizes]}


def _document(number: int) -> dict[str, Any]:
    return {"document": _file(number, 48_213) | {"file_name": "document.pdf", "mime_type": "application/pdf"}}


def _location(_: int) -> dict[str, Any]:
    return {"location": {"latitude": 46.32, "longitude": -0.46}}


def _contact(_: int) -> dict[str, Any]:
    return {"contact": {"phone_number": "+33500000000", "first_name": "Claude"}}


SAMPLES: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "sticker": _sticker,
    "voice": _voice,
    "photo": _photo,
    "document": _document,
    "location": _location,
    "contact": _contact,
}
