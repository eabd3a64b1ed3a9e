"""Live sessions: one Hub, and for each session in use one Writer, one Room and the Seats in it.

Commands go one way: Hub -> Writer -> log -> Room -> Seats. Nothing here speaks to all sessions at
once, and nobody hears of an event before the log has said that it is kept.
"""
