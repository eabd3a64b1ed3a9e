"""Rehearsals: a simulated audience with which a talk can be practised over the public protocol.

Simulated people, each with traits of their own, connect over real WebSockets from a separate process. They
follow docs/protocol.md and know nothing of the server but what their screens receive. One of them may lead
the session from a console. Their questions are generated from the run sheet's words, no two alike.

`questions`, `grammar`, `typos` and `words/` generate texts, `mirror` applies frames, `client` is one
connection, `person` and `leader` use one each, `sim_clock` is their clock, `hall` runs all of them, and
`supervisor` starts their process with a `plan` and steers it.
"""
