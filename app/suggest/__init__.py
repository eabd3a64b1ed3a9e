"""Suggestions for the facilitator who groups questions: which pitfall a question fits, and why.

They are computed from the run sheet's own texts and from where the facilitator has placed cards so far, on
this machine and without a network. What they need beyond Summe is optional: the extra `suggest`, and
`semantic` for a model of what words mean. None of it is imported before it is used.
"""


class SuggestUnavailable(Exception):
    """Suggestions, or the model of meaning, cannot be computed here; the message says what to do."""
