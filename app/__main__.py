"""`python -m app` is the command `summe`."""

from app.cli import main

main()
