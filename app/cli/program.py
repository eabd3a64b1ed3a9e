"""The command `summe`: all its commands, in the order in which its help lists them."""

import typer

from app.cli.database import backup, erase_again, migrate, restore
from app.cli.doctor import doctor
from app.cli.examples import examples
from app.cli.files import export, print_out, slide
from app.cli.json_lines import alike, flag, suggest
from app.cli.links import links
from app.cli.run_sheets import check, schema
from app.cli.serve import demo, run, serve, start_here
from app.cli.sessions import new, rehearse

cli = typer.Typer(add_completion=False, help="A talk in which the audience speaks.")
cli.callback(invoke_without_command=True)(start_here)
cli.command()(doctor)
cli.command()(serve)
cli.command()(demo)
cli.command()(run)
cli.command()(check)
cli.command()(suggest)
cli.command()(alike)
cli.command()(flag)
cli.command()(schema)
cli.command()(new)
cli.command()(links)
cli.command()(rehearse)
cli.command()(export)
cli.command()(slide)
cli.command("print")(print_out)
cli.command()(backup)
cli.command()(restore)
cli.command()(erase_again)
cli.command()(migrate)
cli.add_typer(examples, name="examples")


def main() -> None:
    """Run the command line."""
    cli()
