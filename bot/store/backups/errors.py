"""Why a backup could not be made or put back."""


class BackupError(Exception):
    """A backup could not be made, or put back; the message says why in one line, without a password or what is kept."""
