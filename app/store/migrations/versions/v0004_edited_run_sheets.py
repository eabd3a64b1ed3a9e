"""A table for the run sheets that are edited at home; an older Summe neither reads nor needs it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "run_sheets",
        sa.Column("run_sheet_id", sa.String(), primary_key=True),
        sa.Column("version_id", sa.String(), primary_key=True),
        sa.Column("saved_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
