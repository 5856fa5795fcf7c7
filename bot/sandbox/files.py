"""Files that were sent in the sandbox: their bytes stay in its memory, their number goes from message to message."""

from dataclasses import dataclass
from typing import Any, Literal

LARGEST = 20_000_000  # bytes; the Bot API lets a bot fetch no larger file
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

Kind = Literal["document", "photo", "voice", "audio", "video", "video_note"]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent; the same bytes sent as a document and as a photo are two."""

    id: str
    name: str
    content: bytes
    mime_type: str
    kind: Kind = "document"

    @property
    def served_as(self) -> str:
        """The type under which the page may have it: only pictures are shown, nothing that could run is."""
        return self.mime_type if self.mime_type in _PICTURES else "application/octet-stream"


def shown(file: File) -> dict[str, Any]:
    """The part of a message that bears a file, as the Bot API writes it."""
    own = {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": len(file.content)}
    if file.kind == "photo":  # the sandbox looks into no picture: each has the size of Telegram's usual preview
        return {"photo": [own | {"width": 800, "height": 600}]}
    if file.kind == "voice":
        return {"voice": own | {"duration": 4, "mime_type": file.mime_type}}
    if file.kind == "audio":
        return {"audio": own | {"duration": 4, "mime_type": file.mime_type, "file_name": file.name}}
    if file.kind == "video":
        return {"video": own | {"duration": 4, "width": 640, "height": 360, "file_name": file.name}}
    if file.kind == "video_note":
        return {"video_note": own | {"duration": 4, "length": 240}}
    return {"document": own | {"file_name": file.name, "mime_type": file.mime_type}}
