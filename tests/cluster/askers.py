"""Phones that send many questions at once, and what of them is in the database."""

import secrets
import threading

import psycopg
from websockets import ConnectionClosed

from tests.client import Client, phone
from tests.server import Server

# A participant may have ten questions.
EACH = 10


def stored(database_url: str) -> dict[str, list[int]]:
    """The seqs at which each question is stored, by its command's id."""
    found: dict[str, list[int]] = {}
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT command_id, seq FROM events WHERE kind = 'question_asked'")
        for id, seq in rows.fetchall():
            found.setdefault(id, []).append(seq)
    return found


class Asker(threading.Thread):
    """A phone that sends its questions to a server without waiting for answers, until it is cut off."""

    def __init__(self, server: Server, token: str) -> None:
        super().__init__()
        self.token, self.acknowledged = token, set[str]()
        self.sent = {secrets.token_hex(16): f"Spørgsmål {n}" for n in range(EACH)}
        self._client = Client(server, role="phone", token=token, lang="da")
        self._client.receive("snapshot")

    def run(self) -> None:
        try:
            for id, text in self.sent.items():
                self._client.send_json(t="cmd", id=id, do="ask_question", args={"text": text})
            while True:
                self.acknowledged.add(self._client.receive("ack")["id"])
        except ConnectionClosed:
            self._client.close()

    def stop(self) -> None:
        """Hang up, and wait until the last answer has been read."""
        self._client.close()
        self.join()

    def again_at(self, server: Server) -> None:
        """Send everything again under the same ids."""
        with phone(server, token=self.token) as one:
            for id, text in self.sent.items():
                assert one.ask("ask_question", id, text=text)["t"] == "ack"
