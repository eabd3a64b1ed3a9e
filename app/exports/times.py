"""Times and dates for readers, in the way of each language: 14.30 and 25. november 2026 in Danish.

The screens write them in the same way (`frontend/src/words/locales.ts`). JSON and CSV have ISO 8601, which
programs read.
"""

from datetime import UTC, date, datetime

from app.exports.words import Words


def local_time(at_ms: int) -> datetime:
    """Server milliseconds as local time of this computer."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone()


def cell_time(at_ms: int) -> datetime:
    """Local time to the second, without a time zone: a spreadsheet cell has none."""
    return local_time(at_ms).replace(tzinfo=None, microsecond=0)


def time_of_day(moment: datetime, words: Words) -> str:
    """Hours and minutes."""
    return moment.strftime(words.time)


def date_in_words(day: date, words: Words) -> str:
    """The date with the name of its month."""
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)
