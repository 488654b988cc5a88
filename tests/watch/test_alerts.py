"""An alert is told once, its end is told once, and what a channel refused is told later."""

from __future__ import annotations

import threading

import pytest

from dateline.warehouse.connection import connect
from dateline.watch.alerts import Alert, alerts, close, open_alerts, see
from dateline.watch.notices import Message, send_due

ZERO = Alert(
    kind="zero yield",
    subject="harbour",
    source_id="harbour",
    headline="Harbour Post: 0 articles on Tue 24 Nov, usually 12",
    figure="0 articles",
    baseline="12",
    message="Harbour Post brought nothing.",
    look_at="its feed.",
)


class Channel:
    """Keeps what it is given, or refuses."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.down = False

    def __call__(self, message: Message) -> None:
        if self.down:
            raise ConnectionRefusedError("no mail server")
        self.got.append(message)

    @property
    def subjects(self) -> list[str]:
        return [message.subject for message in self.got]


@pytest.fixture
def mail() -> Channel:
    return Channel()


def observe(url: str, alert: Alert = ZERO) -> bool:
    with connect(url) as connection:
        return see(connection, alert)


def end(url: str, closing: str = "Harbour Post: 14 articles on Wed 25 Nov") -> bool:
    with connect(url) as connection:
        return close(connection, ZERO.kind, ZERO.subject, closing)


def test_an_alert_seen_again_stays_one_and_keeps_its_newest_figures(warehouse_url: str) -> None:
    assert observe(warehouse_url)
    assert not observe(warehouse_url, Alert("zero yield", "harbour", "still 0", parts=["a"]))
    assert not observe(warehouse_url, Alert("zero yield", "harbour", "still 0", parts=["b", "a"]))
    with connect(warehouse_url) as connection:
        (known,) = open_alerts(connection)
    assert (known.headline, known.parts) == ("still 0", ["a", "b"])
    assert known.last_seen_at > known.opened_at


def test_it_is_told_once_however_often_it_is_seen(warehouse_url: str, mail: Channel) -> None:
    for _ in range(3):
        observe(warehouse_url)
        send_due(warehouse_url, {"email": mail})
    assert mail.subjects == [ZERO.headline]
    assert mail.got[0].lines == ("Harbour Post brought nothing.", "Look first at: its feed.")


def test_its_end_is_told_once_and_belongs_to_the_same_thread(warehouse_url: str, mail: Channel) -> None:
    observe(warehouse_url)
    send_due(warehouse_url, {"email": mail})
    assert end(warehouse_url)
    assert not end(warehouse_url)
    for _ in range(2):
        send_due(warehouse_url, {"email": mail})
    assert mail.subjects == [ZERO.headline, "Over: Harbour Post: 14 articles on Wed 25 Nov"]
    assert mail.got[0].thread == mail.got[1].thread
    assert mail.got[0].id != mail.got[1].id


def test_the_same_trouble_later_is_a_new_alert(warehouse_url: str, mail: Channel) -> None:
    for _ in range(2):
        assert observe(warehouse_url)
        send_due(warehouse_url, {"email": mail})
        end(warehouse_url)
    send_due(warehouse_url, {"email": mail})
    assert len(mail.got) == 4


def test_what_a_channel_refused_goes_out_later_and_other_channels_do_not_wait(
    warehouse_url: str, mail: Channel
) -> None:
    slack = Channel()
    mail.down = True
    observe(warehouse_url)
    observe(warehouse_url, Alert("low yield", "ledger", "Ledger: only 2 articles"))
    first = send_due(warehouse_url, {"email": mail, "slack": slack})
    assert first.messages == 2
    assert first.refused == {"email": "ConnectionRefusedError: no mail server"}
    mail.down = False
    assert send_due(warehouse_url, {"email": mail, "slack": slack}).messages == 2
    assert mail.subjects == slack.subjects == [ZERO.headline, "Ledger: only 2 articles"]


def test_an_end_waits_for_the_alert_that_could_not_be_sent(warehouse_url: str, mail: Channel) -> None:
    mail.down = True
    observe(warehouse_url)
    send_due(warehouse_url, {"email": mail})
    end(warehouse_url)
    send_due(warehouse_url, {"email": mail})
    mail.down = False
    send_due(warehouse_url, {"email": mail})
    assert [message.over for message in mail.got] == [False, True]


def test_two_processes_at_once_send_it_once(warehouse_url: str) -> None:
    observe(warehouse_url)
    got: list[Message] = []
    barrier = threading.Barrier(2)

    def slowly(message: Message) -> None:
        got.append(message)
        threading.Event().wait(0.3)

    def both() -> None:
        barrier.wait()
        send_due(warehouse_url, {"email": slowly})

    threads = [threading.Thread(target=both) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_without_a_channel_it_is_recorded_and_told_once_one_is_set(warehouse_url: str, mail: Channel) -> None:
    observe(warehouse_url)
    assert send_due(warehouse_url, {}).messages == 0
    with connect(warehouse_url, role="reader") as connection:
        assert [known.kind for known in open_alerts(connection, source_id="harbour")] == ["zero yield"]
    send_due(warehouse_url, {"email": mail})
    assert mail.subjects == [ZERO.headline]


def test_what_ended_before_a_channel_was_set_is_not_told(warehouse_url: str, mail: Channel) -> None:
    observe(warehouse_url)
    end(warehouse_url)
    assert send_due(warehouse_url, {"email": mail}).messages == 0


def test_a_headline_is_one_short_line(warehouse_url: str) -> None:
    observe(warehouse_url, Alert("task failed", "x", "Subject\r\nBcc: all@example.org " + "x" * 500))
    with connect(warehouse_url) as connection:
        (known,) = open_alerts(connection)
        assert "\n" not in known.headline and len(known.headline) == 200
        close(connection, known.kind, known.subject, "over")
        assert open_alerts(connection) == []
        assert len(alerts(connection, since=known.opened_at)) == 1
