"""The command `summe`, also as `python -m app`."""

from app.platform import interrupt, standard_streams


def main() -> None:
    """Run the command line. Ctrl+C while it loads ends it at once."""
    standard_streams.prepare()
    with interrupt.ends_at_once():
        from app.cli import main as run_command
    run_command()


if __name__ == "__main__":
    main()
