"""The cases that all clients share (../cases, a file for each service), and the good requests."""

import json
import pathlib
from dataclasses import dataclass, field

FOLDER = pathlib.Path(__file__).parent.parent


def _read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


ERRORS = _read("errors.json")
REQUESTS = _read("requests.json")


@dataclass
class Call:
    """A step that calls an operation: [NAME or SERVICE:NAME, template, outcome]."""

    service: str
    operation: str
    template: dict
    fails: str = None
    gives: dict = field(default_factory=dict)
    keep: dict = field(default_factory=dict)
    caller: str = None
    region: str = None

    @staticmethod
    def read(service, name, template, rest=None):
        wish = {"fails": rest} if isinstance(rest, str) else dict(rest or {})
        wish["caller"] = wish.pop("as", None)
        *other, operation = name.split(":")
        return Call(*(other or [service]), operation, template, **wish)


@dataclass
class Case:
    service: str
    title: str
    steps: list
    parts: dict

    @property
    def calls(self):
        return [step for step in self.steps if isinstance(step, Call)]

    @staticmethod
    def read(title, steps, parts, service=None):
        read = [Call.read(service, *step) if isinstance(step, list) else step for step in steps]
        return Case(service, title, read, parts)


def all_cases():
    for file in sorted((FOLDER / "cases").iterdir()):
        parts = json.loads(file.read_text(encoding="utf-8"))
        service, before, own = (parts.pop(name) for name in ("service", "before", "cases"))
        for title, steps in own.items():
            yield Case.read(title, before + steps, parts, service)


CASES = list(all_cases())
GOOD = Case.read("good requests", REQUESTS["before"], REQUESTS["parts"])


def provoked(cases):
    """(service, operation, error) of every error that one of these cases provokes."""
    calls = (call for case in cases for call in case.calls)
    return {(call.service, call.operation, call.fails) for call in calls if call.fails}
