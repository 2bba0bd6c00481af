"""Runs the migrations on the connection that mashdesk.store.migrate opened and locked."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from mashdesk.store import (  # noqa: F401 - fills the metadata
    answer_tables,
    challenge_tables,
    decision_tables,
    desk_tables,
    need_tables,
    seal_tables,
    tables,
    transfer_tables,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # Batch copies drop triggers and unnamed checks, so migrations use native ALTERs.
    render_as_batch=False,
    transactional_ddl=False,
)
context.run_migrations()
