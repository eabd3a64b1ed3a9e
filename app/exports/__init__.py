"""What is taken home from a session. `rows` says what that is; one module per format says how."""
