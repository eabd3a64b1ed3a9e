"""The tables of all databases of before versions were noted: those that are missing are made.

The very first databases have no table of erasures.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger()),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "events",
        sa.Column("session_id", sa.String(), sa.ForeignKey("sessions.session_id"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("n_in_command", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("text_of", sa.String()),
        sa.Column("text", sa.String()),
        if_not_exists=True,
    )
    op.create_index("ix_events_text_of", "events", ["text_of"], if_not_exists=True)
    op.create_table(
        "erasures",
        sa.Column("session_id", sa.String(), primary_key=True),
        sa.Column("question_id", sa.String(), primary_key=True),
        if_not_exists=True,
    )
