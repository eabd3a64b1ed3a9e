"""Run by Alembic for each migration; the connection and its transaction are those of `schema.migrate`."""

from alembic import context

# SQLite can undo the making of tables, too; Alembic does not expect that by itself.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
