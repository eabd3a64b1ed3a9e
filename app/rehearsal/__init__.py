"""A simulated audience, so that the hour can be practised through the same doors as everybody uses.

People with tempers of their own sit on real WebSockets in a process of their own, speak the protocol of
docs/protocol.md and know nothing of the server but what their screens are told. One of them may sit at
a console and lead the hour. What they write is made from the run sheet's words, another text every time.

`questions` and `words/` write, `mirror` folds frames, `client` is one connection, `person` and `leader` are
who sits behind one, `sim_clock` is their clock, `hall` all of them together, `plan` and `supervisor` the way
from the server to their process and back.
"""
