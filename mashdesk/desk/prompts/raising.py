"""Writing what was weighed: prompts raised, brought up to date or lapsed, with their events,
notices and audit rows, for many referrals in one go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from mashdesk import __version__
from mashdesk.desk.clockwork.reopening import this_process
from mashdesk.desk.prompts.lapsing import Lapsed, write_lapsed
from mashdesk.desk.prompts.meanwhile import evidence_taken_since
from mashdesk.desk.prompts.standing import again_at
from mashdesk.desk.sealing.sealed import managers_named
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.prompts import PROMPTS as KINDS
from mashdesk.domain.prompts import PromptKind
from mashdesk.domain.prompts.told import told
from mashdesk.domain.prompts.weighing import Kept, Plan
from mashdesk.store import audit
from mashdesk.store.names import EVENTS, PEOPLE, PROMPTS, REFERRALS
from mashdesk.store.notices import Explanation, leave_people
from mashdesk.store.places import write_prompts
from mashdesk.store.work import Work, audit_row

WRITTEN = 32
"""Referrals written in one transaction: the lock is held for some fifteen milliseconds."""

CHUNK = 6 * WRITTEN
"""Referrals read at once, in whole parts."""

ACT = "raise prompts"
KIND = "prompt"
"""The kind of the notice that says which prompts a record has."""

# Made once: building a statement costs as much as running it.
_IDS: Any = bindparam("ids", expanding=True)
_OF = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    REFERRALS.c.version,
    REFERRALS.c.changed,
    REFERRALS.c.prompted,
    REFERRALS.c.closed_at,
    REFERRALS.c.sealed,
    REFERRALS.c.worker_id,
).where(REFERRALS.c.id.in_(_IDS))
_RAISE = insert(PROMPTS)
_TELL = insert(EVENTS)
_THE_PROMPT = PROMPTS.c.id == bindparam("b_id")
_RENEW = (
    update(PROMPTS)
    .where(_THE_PROMPT, PROMPTS.c.answered_at.is_(None))
    .values(
        {name: bindparam(name) for name in ("evidence_key", "evidence", "rests_on")}
        | {"renewed_at": again_at("again_at")}
    )
)
_NEWEST = (
    select(func.max(EVENTS.c.seq))
    .where(EVENTS.c.referral_id == REFERRALS.c.id, EVENTS.c.seq >= bindparam("b_first"))
    .scalar_subquery()
)
# One statement for many: one each would cost more than what it writes.
_CHANGED = update(REFERRALS).where(REFERRALS.c.id.in_(_IDS)).values(changed=_NEWEST)
_MANAGERS = select(PEOPLE.c.id).where(PEOPLE.c.role == Role.TEAM_MANAGER, PEOPLE.c.active.is_(True))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was weighed of one referral: what to write, its prompts then, and the referrals tied to
    it; `changed` and `prompted` are as they were when it was read, `noticed` the prompts that had
    evidence, `sealed` the sealed contacts about its children, and `linked` that its row marks it.
    `tells` are the codes that people are told of, where not all are: what is only proposed is for
    whoever proposes it. `read_to` is the newest act when it was read, where that was outside the
    writers' turn.
    """

    plan: Plan
    kept: Sequence[Kept]
    related: frozenset[int]
    changed: int
    prompted: int
    noticed: frozenset[str] = frozenset()
    sealed: frozenset[int] = frozenset()
    linked: bool = False
    tells: frozenset[str] | None = None
    read_to: int = 0


def parts(found: Mapping[int, Weighed]) -> Iterator[dict[int, Weighed]]:
    """As many at a time as are written in one transaction."""
    ids = list(found)
    for first in range(0, len(ids), WRITTEN):
        yield {one: found[one] for one in ids[first : first + WRITTEN]}


def unchanged(
    work: Work, found: Mapping[int, Weighed], rows: Mapping[int, Any]
) -> dict[int, Weighed]:
    """Those that are still open, and as they were read; none where evidence was taken since."""
    read_to = [one.read_to for one in found.values()]
    if read_to and evidence_taken_since(work.connection, min(read_to)):
        return {}
    return {
        referral: one
        for referral, one in found.items()
        if (row := rows.get(referral)) is not None
        and (row.changed, row.prompted, row.closed_at) == (one.changed, one.prompted, None)
    }


def rows_of(work: Work, referrals: Collection[int]) -> dict[int, Any]:
    """These referrals as they are in this transaction, by id."""
    return {row.id: row for row in work.connection.execute(_OF, {"ids": list(referrals)})}


def write(
    work: Work,
    found: Mapping[int, Weighed],
    rows: Mapping[int, Any],
    *,
    tell: bool = True,
    knows: int | None = None,
) -> int:
    """Write the plans of these referrals, as SYSTEM; how many prompts were raised or renewed, those
    of sealed records not counted, for whoever is told the figure may not know of them.

    Without `tell` nobody is left a notice: after a change of policy thousands would be. Whoever
    `knows` by what they are doing is left none either.
    """
    work.actor = SYSTEM
    news = {referral: one for referral, one in found.items() if one.plan}
    if not news:
        return 0
    _write_prompts(work, news)
    _write_events(work, news, rows)
    write_prompts(work.connection, list(news))
    if tell:
        for referral, one in news.items():
            _notify(work, one, rows[referral], knows)
    return sum(
        len(one.plan.fresh) + _loud(one.plan)
        for referral, one in news.items()
        if not rows[referral].sealed
    )


def _loud(plan: Plan) -> int:
    return sum(not one.quietly for one in plan.renewed)


def _write_prompts(work: Work, news: Mapping[int, Weighed]) -> None:
    fresh, renewed, lapsed = [], [], []
    for referral, one in news.items():
        for number, (kind, evidence) in enumerate(one.plan.fresh):
            said = {
                "referral_id": referral,
                "request_id": None,
                "code": kind.code,
                # Of evidence that lapsed and came back there are several rows.
                "evidence_key": f"{evidence.key}-{len(one.kept) + number}",
                "grave": kind.grave,
                "raised_at": work.now,
                "rests_on": sorted(evidence.items),
                "evidence": evidence.text,
                "reason": "",
            }
            fresh.append(said)
        for each in one.plan.renewed:
            evidence = each.evidence
            said = {"evidence": evidence.text, "rests_on": sorted(evidence.items)}
            again = {"again_at": None if each.quietly else work.now, "b_id": each.id}
            renewed.append({"evidence_key": f"{evidence.key}-{each.id}", **again, **said})
        lapsed += [Lapsed(referral, prompt, why, kind) for prompt, kind, why in one.plan.lapsed]
    for statement, rows in ((_RAISE, fresh), (_RENEW, renewed)):
        if rows:
            work.connection.execute(statement, rows)
    write_lapsed(work, lapsed)


def _write_events(work: Work, news: Mapping[int, Weighed], rows: Mapping[int, Any]) -> None:
    """No event quotes the evidence: a referral named in it may be sealed later."""
    tells = [(rows[number], said) for number, one in news.items() if (said := told(one.plan))]
    if not tells:
        return
    first = work.next_event()
    events = [
        {
            "seq": seq,
            "at": work.now,
            "kind": "prompted",
            "actor_id": SYSTEM.user_id,
            "actor": SYSTEM.name,
            "referral_id": row.id,
            "request_id": None,
            "version": row.version,
            "changes": {},
            "title": said,
            "text": "",
        }
        for seq, (row, said) in enumerate(tells, first)
    ]
    work.connection.execute(_TELL, events)
    work.connection.execute(_CHANGED, {"ids": [row.id for row, _ in tells], "b_first": first})
    audit.append(work.connection, work.store.audit_key, [_audited(work, row) for row, _ in tells])


def _audited(work: Work, row: Any) -> dict[str, Any]:
    same = {"version_before": row.version, "version_after": row.version}
    at = this_process()
    return audit_row(ACT, SYSTEM, work.now, __version__, workstation=at, referral_id=row.id, **same)


YOURS = "you have this record"
GRAVE = "grave prompts go to every team manager"
MANAGING = "who holds how much is for team managers"


def _notify(work: Work, found: Weighed, row: Any, knows: int | None) -> None:
    """The worker, and of some every team manager, is left one entry, kept up to date."""
    tells = found.tells
    kinds = [one for one in found.plan.raised if not one.note]
    kinds = [one for one in kinds if tells is None or one.code in tells]
    if not kinds:
        return
    worker = {row.worker_id} - {None}
    for_managers = [kind for kind in kinds if kind.grave or kind.for_managers]
    managers = _managers(work, row) if for_managers else set()
    text = f"{row.reference}: {to_answer(kinds, (for_managers or kinds)[0])}"
    why = GRAVE if any(kind.grave for kind in for_managers) else MANAGING
    for people, reason in ((worker, YOURS), (managers - worker, why)):
        said = Explanation(row.id, KIND, text, reason)
        leave_people(work.connection, SYSTEM, work.now, people - {knows}, said)


def tell_managers(work: Work, row: Any, prompt: Kept, reason: str) -> None:
    """A grave prompt about what was only proposed reaches managers once that is done, with how it
    was answered.
    """
    text = f"{row.reference}: {KINDS[prompt.code].title} (grave), answered: {reason}"
    said = Explanation(row.id, KIND, text, GRAVE, f"answered {prompt.id}")
    leave_people(work.connection, work.actor, work.now, _managers(work, row), said)


def _managers(work: Work, row: Any) -> set[int]:
    """Every team manager; of a sealed record those named on it."""
    if row.sealed:
        return set(managers_named(work, [row.id])[row.id])
    return set(work.connection.execute(_MANAGERS).scalars())


def to_answer(kinds: Sequence[PromptKind], first: PromptKind) -> str:
    """How many prompts there are to answer and which, the gravest first, and what one suggests."""
    in_order = sorted(kinds, key=lambda kind: not kind.grave)
    titles = "; ".join(kind.title + (" (grave)" if kind.grave else "") for kind in in_order)
    number = "1 prompt" if len(kinds) == 1 else f"{len(kinds)} prompts"
    return f"{number} to answer: {titles}. Suggested: {first.suggests}"
