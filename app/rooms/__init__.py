"""Live sessions: one Hub, and for each loaded session one Writer, one Room and the Seats in it.

Commands go one way: Hub -> Writer -> log -> Room -> Seats. A command concerns one session, and
no seat is sent an event before the log has stored it.
"""
