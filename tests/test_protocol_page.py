"""The protocol's page says what the code does."""

from bench.protocol_tables import PAGE, filled


def test_the_tables_are_those_of_the_code() -> None:
    page = PAGE.read_text()
    assert filled(page) == page, "run: python -m bench.protocol_tables"
