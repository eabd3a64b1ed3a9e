"""Tables for the totals that outlive their session; an older Summe neither reads nor needs them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("totals_wanted", sa.Column("session_id", sa.String(), primary_key=True))
    op.create_table(
        "totals",
        sa.Column("totals_id", sa.String(), primary_key=True),
        sa.Column("run_sheet_id", sa.String(), nullable=False),
        sa.Column("kept_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
    )
    op.create_index("ix_totals_run_sheet_id", "totals", ["run_sheet_id"])
