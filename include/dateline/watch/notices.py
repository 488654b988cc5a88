"""Telling people: each alert once when it opens and once when it is over, on every channel.

A notice waits in the warehouse until its channel took it. It is locked while it is sent, so that two
processes never send the same one; a channel that refuses is left alone until the next call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from psycopg.rows import class_row

from dateline.warehouse.connection import Connection, connect
from dateline.watch.alerts import Alert, Known, close, see

CHANNEL_REFUSES = "channel refuses"
"""The kind of alert that tells of a channel."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """One notice in words. ``thread`` is the same for the alert and its recovery, ``id`` its own."""

    id: str
    thread: str
    subject: str
    lines: tuple[str, ...]
    link: str | None = None
    over: bool = False

    @property
    def text(self) -> str:
        """The lines as plain text, the link last."""
        return "\n\n".join((*self.lines, *([self.link] if self.link else ())))


Send = Callable[[Message], None]
"""Gives a message to a channel; raises whatever the channel raises where it does not take it."""


@dataclass(slots=True)
class Sent:
    """How many messages were sent, the channels that took some, and those that refused, with the reason."""

    messages: int = 0
    reached: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


def tell(url: str, channels: Mapping[str, Send]) -> Sent:
    """Send what waits; a channel that refuses is an alert of its own, which the others are told."""
    sent = send_due(url, channels)
    with connect(url) as connection:
        news = [_note_channel(connection, name, sent.refused.get(name), sent) for name in channels]
    if any(news):
        sent.messages += send_due(
            url, {name: channels[name] for name in channels.keys() - sent.refused}
        ).messages
    return sent


def send_due(url: str, channels: Mapping[str, Send]) -> Sent:
    """Send what waits on ``channels``; what a channel refuses waits on for the next call.

    An alert's recovery follows only after the alert itself went out on that channel.
    """
    done = Sent()
    with connect(url) as connection:
        connection.execute(_PLAN, {"channels": list(channels)})
        connection.commit()
        while notice := _next(connection, [name for name in channels if name not in done.refused]):
            try:
                channels[notice.channel](message(notice, over=notice.event == "closed"))
            except Exception as error:  # noqa: BLE001 — every channel has its own ways to refuse
                done.refused[notice.channel] = f"{type(error).__name__}: {error}"
                log.warning("%s did not take alert %d: %s", notice.channel, notice.alert_id, error)
            else:
                done.messages += 1
                done.reached.add(notice.channel)
            connection.execute(
                _TRIED,
                {
                    "alert": notice.alert_id,
                    "event": notice.event,
                    "channel": notice.channel,
                    "error": done.refused.get(notice.channel),
                },
            )
            connection.commit()
    return done


def message(alert: Known, *, over: bool) -> Message:
    """The words of an alert, or of its end."""
    thread = f"alert-{alert.alert_id}"
    if over:
        assert alert.closed_at is not None
        lasted = f"It lasted from {alert.opened_at:%Y-%m-%d %H:%M} to {alert.closed_at:%Y-%m-%d %H:%M} UTC."
        return Message(
            id=f"{thread}-closed",
            thread=thread,
            subject=f"Over: {alert.closing}",
            lines=(f"{alert.closing}.", f"It was: {alert.headline}.", lasted),
            link=alert.link,
            over=True,
        )
    first = f"Look first at: {alert.look_at}" if alert.look_at else ""
    gathered = f"Concerned: {', '.join(alert.parts)}." if len(alert.parts) > 1 else ""
    return Message(
        id=f"{thread}-opened",
        thread=thread,
        subject=alert.headline,
        lines=tuple(line for line in (alert.message, gathered, first) if line),
        link=alert.link,
    )


def _note_channel(connection: Connection, name: str, refusal: str | None, sent: Sent) -> bool:
    """Open or close the alert of a channel; say whether that is news."""
    if refusal is None:
        return name in sent.reached and close(
            connection, CHANNEL_REFUSES, name, f"{name}: takes alerts again"
        )
    return see(
        connection,
        Alert(
            kind=CHANNEL_REFUSES,
            subject=name,
            headline=f"{name}: takes no alerts",
            message=refusal,
            look_at="the channel's Airflow connection. What could not be sent waits and is sent then.",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice(Known):
    event: str
    channel: str


def _next(connection: Connection, channels: list[str]) -> _Notice | None:
    """The oldest notice that waits, locked until the end of the transaction."""
    with connection.cursor(row_factory=class_row(_Notice)) as cursor:
        return cursor.execute(_DUE, {"channels": channels}).fetchone()


_PLAN = """
WITH opened AS (
    INSERT INTO alert_notice (alert_id, event, channel)
    SELECT alert_id, 'opened', channel FROM alert CROSS JOIN unnest(%(channels)s::text[]) AS channel
    WHERE closed_at IS NULL
    ON CONFLICT DO NOTHING)
INSERT INTO alert_notice (alert_id, event, channel)
SELECT alert_id, 'closed', channel FROM alert JOIN alert_notice USING (alert_id)
WHERE closed_at IS NOT NULL AND event = 'opened' AND channel = ANY (%(channels)s)
ON CONFLICT DO NOTHING"""
_DUE = """
SELECT a.*, n.event, n.channel FROM alert_notice n JOIN alert a USING (alert_id)
WHERE n.sent_at IS NULL AND n.channel = ANY (%(channels)s)
  AND (n.event = 'opened' OR EXISTS (
      SELECT FROM alert_notice o
      WHERE o.alert_id = n.alert_id AND o.channel = n.channel AND o.event = 'opened'
        AND o.sent_at IS NOT NULL))
ORDER BY n.alert_id, n.event DESC
LIMIT 1 FOR UPDATE OF n SKIP LOCKED"""
_TRIED = """
UPDATE alert_notice
SET tries = tries + 1, error = %(error)s, sent_at = CASE WHEN %(error)s::text IS NULL THEN now() END
WHERE alert_id = %(alert)s AND event = %(event)s AND channel = %(channel)s"""
