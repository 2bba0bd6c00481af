"""Databases of PostgreSQL that are put back to how they were founded, instead of made anew.

A database costs the server a third of a second and more, many times what most tests do in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

REMEMBER = """
CREATE SCHEMA founded;
CREATE TABLE founded.sequence (name text, last bigint, called boolean);
CREATE TABLE founded.changed (what text);

DO $$
DECLARE one text;
BEGIN
    FOR one IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE TABLE founded.%I AS TABLE public.%I', 'of_' || one, one);
    END LOOP;
    FOR one IN SELECT relname FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('INSERT INTO founded.sequence SELECT %L, last_value, is_called FROM %I',
            one, one);
    END LOOP;
END $$;

CREATE FUNCTION founded.put_back() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    IF EXISTS (SELECT FROM founded.changed) THEN
        RETURN false;
    END IF;
    -- No trigger fires and no key is looked up: what comes back was right before.
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT relname AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('DELETE FROM public.%I', one.name);
        EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE founded.%I',
            one.name, 'of_' || one.name);
    END LOOP;
    PERFORM setval(quote_ident(name)::regclass, last, called) FROM founded.sequence;
    RETURN true;
END $$;

CREATE FUNCTION founded.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO founded.changed VALUES (tg_tag);
END $$;
CREATE EVENT TRIGGER noted ON ddl_command_end EXECUTE FUNCTION founded.note();
"""
"""In a founded database: keep what stands in it, and a note of whatever changes its schema."""


def remember(url: str) -> None:
    """Make a database able to be put back to how it is now."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(REMEMBER.replace("%", "%%"))
    engine.dispose()


@dataclass
class PutBack:
    """Puts databases back, by a connection to each that it keeps until `forget`."""

    kept: dict[str, Connection] = field(default_factory=dict)

    def is_as_founded(self, url: str) -> bool:
        """Put this one back; False when it cannot be, because its schema was changed or somebody
        holds on to a row of it.
        """
        if url not in self.kept:
            self.kept[url] = create_engine(url, isolation_level="AUTOCOMMIT").connect()
        try:
            connection = self.kept[url]
            connection.exec_driver_sql("SET lock_timeout = '2s'")
            return bool(connection.execute(text("SELECT founded.put_back()")).scalar_one())
        except DBAPIError:
            return False

    def forget(self, url: str) -> None:
        """Let go of the connection to this one."""
        connection = self.kept.pop(url, None)
        if connection is not None:
            connection.close()
            connection.engine.dispose()
