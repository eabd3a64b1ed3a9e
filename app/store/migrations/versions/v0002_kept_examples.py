"""A table for the questions that are kept as examples; an older Summe neither reads nor needs it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "examples",
        sa.Column("example_id", sa.String(), primary_key=True),
        sa.Column("run_sheet_id", sa.String(), nullable=False),
        sa.Column("pitfall_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kept_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.String()),
        sa.Column("question_id", sa.String()),
        sa.UniqueConstraint("session_id", "question_id"),
    )
    op.create_index("ix_examples_run_sheet_id", "examples", ["run_sheet_id"])
