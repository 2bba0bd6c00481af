"""`mashdesk chronology`, `corroborate`: all that happened to a child or household, with sources."""

from __future__ import annotations

from mashdesk.cli.options import Subcommands, code, codes_help, command, on_referral, whole_number
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import shape
from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views.chronology import ChronologyFilter, ChronologyForm, EntryKind


def register(commands: Subcommands) -> None:
    """Add the commands."""
    parser = command(
        commands, "chronology", run_chronology,
        "one chronology of a child or household over all contacts, with its sources",
    )  # fmt: skip
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("reference", nargs="?", metavar="REF", help="of a referral's children")
    whose.add_argument("--household", metavar="REF", help="of everybody in its household")
    whose.add_argument(
        "--individual", type=whole_number, metavar="N", help="of somebody known, by number"
    )
    parser.add_argument(
        "--kind", action="extend", nargs="+", type=code(EntryKind), default=[], metavar="KIND",
        help=codes_help(EntryKind),
    )  # fmt: skip
    parser.add_argument("--agency", default="", metavar="CODE", help="what this agency told")
    parser.add_argument("--text", default="", metavar="WORDS", help="with all these words")
    parser.add_argument(
        "--format", type=code(ChronologyForm), default=ChronologyForm.TEXT, metavar="FORMAT",
        help="text (the default), md, csv or json",
    )  # fmt: skip
    parser.add_argument(
        "--items", action="store_true", help="name each entry as `corroborate` takes it"
    )
    _register_corroborate(commands)


def _register_corroborate(commands: Subcommands) -> None:
    parser = command(
        commands, "corroborate", run_corroborate,
        "state that a source corroborates or contradicts an item of history",
    )  # fmt: skip
    on_referral(parser, version=False)
    parser.add_argument(
        "item", metavar="ITEM",
        help="contact, answer:N or event:N, as `chronology --items` names what can be spoken of",
    )  # fmt: skip
    parser.add_argument("stance", type=code(Stance), metavar="STANCE", help=codes_help(Stance))
    by = parser.add_mutually_exclusive_group(required=True)
    by.add_argument(
        "--answer", type=whole_number, metavar="N", help="the answer that says so, of any record"
    )
    by.add_argument("--source", default="", metavar="TEXT", help="or whoever else told the hub")
    parser.add_argument(
        "--words", required=True, metavar="TEXT", help="what they say; “-” reads it from input"
    )


def run_chronology(run: Run) -> int:
    """Print a chronology; reading it is audited."""
    from mashdesk.desk.reads.chronology_file import as_values, made_by, written

    args = run.args
    wanted = ChronologyFilter(tuple(args.kind), args.agency, args.text)
    with run.session() as session:
        desk, actor = session.desk, session.actor
        whose = _whose(session)
        view = desk.history.chronology(actor, **whose, wanted=wanted)
        made = made_by(desk, actor)
    if run.json or args.format is ChronologyForm.JSON:
        run.console.json(shape(as_values(view, made)))
        return 0
    text = written(view, args.format, made, items=args.items)
    run.console.say(text.rstrip("\n").replace("\r\n", "\n"))
    return 0


def _whose(session: Session) -> dict[str, int]:
    args = session.run.args
    if args.individual is not None:
        return {"individual": args.individual}
    which = "household" if args.household else "referral"
    return {which: session.desk.find(session.actor, args.household or args.reference)}


def run_corroborate(run: Run) -> int:
    """State what a source says of an item of history."""
    from mashdesk.domain.commands import StateCorroboration

    args, words = run.args, run.words(run.args.words)
    item, of = _item(args.item)
    with run.session() as session:
        record = session.open(args.reference)
        return session.act(
            StateCorroboration(
                referral=record.id, item=item, of=of, stance=args.stance, answer=args.answer,
                source=args.source, words=words,
            )
        )  # fmt: skip


def _item(said: str) -> tuple[ItemKind, int]:
    kind, _, of = said.partition(":")
    if kind == ItemKind.CONTACT and not of:
        return ItemKind.CONTACT, 0
    if kind in (ItemKind.ANSWER, ItemKind.EVENT) and of.isascii() and of.isdigit() and len(of) < 10:
        return ItemKind(kind), int(of)
    raise Invalid(Problem("item", "is contact, answer:N or event:N; see `chronology --items`"))
