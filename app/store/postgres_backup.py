"""Backup and restore of a PostgreSQL database are left to PostgreSQL's own tools; this says which."""

from pathlib import Path

from app.platform.own_command import own_command
from app.store import BackupError


class PostgresBackups:
    """Refuses both, with the commands that do it."""

    def back_up(self, target: Path) -> None:
        raise BackupError(
            "The log is in PostgreSQL, whose own tool makes the backup: "
            f'pg_dump --format=custom --file={target} "$SUMME_DATABASE_URL"'
        )

    def restore(self, source: Path) -> int:
        raise BackupError(
            "The log is in PostgreSQL, whose own tool restores a backup, into a new database: "
            f"pg_restore --dbname=NEW {source}. Then set SUMME_DATABASE_URL to that, and run "
            f"{own_command()} erase-again OLD, so that what has been erased since stays erased."
        )
