"""Inputs and answers as the cases spell them, made into what a client takes and gives.

docs/sdks.md says what the marks mean.
"""

import base64
import json
import re
import time
from datetime import datetime, timedelta

MARKS = ("$time", "$bytes", "$jwt", "$repeat", "$each")


def lookup(path, scope):
    """What stands at `path` ("ann.account", "Messages.0.Body") in `scope`; "" is all of it."""
    for name in path.split(".") if path else ():
        scope = scope[int(name)] if isinstance(scope, list) else scope[name]
    return scope


def web_identity_token(seconds):
    """A token as a cluster gives one to its pods, valid for so many seconds from now."""

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {
        "sub": "system:serviceaccount:shop:meter",
        "aud": ["sts.amazonaws.com"],
        "iss": "https://oidc.example.test/id",
        "https://aws.amazon.com/source_identity": "ann",
        "exp": int(time.time()) + seconds,
    }
    return f"{part({'alg': 'RS256'})}.{part(claims)}.signature"


class Templates:
    """`as_time` and `as_bytes` make the client's own values of a datetime and of a text."""

    def __init__(self, as_time, as_bytes):
        self._as_time = as_time
        self._as_bytes = as_bytes

    def fill(self, template, scope):
        """`template` with everything in it that `scope` knows."""
        if isinstance(template, str):
            return self._text(template, scope)
        if isinstance(template, list):
            return [self.fill(each, scope) for each in template]
        if not isinstance(template, dict):
            return template
        if "$of" in template:
            rest = {name: value for name, value in template.items() if name != "$of"}
            return self.fill({**lookup(template["$of"], scope["parts"]), **rest}, scope)
        if any(mark in template for mark in MARKS):
            return self._marked(template, scope)
        return {
            self._text(name, scope): self.fill(value, scope) for name, value in template.items()
        }

    @staticmethod
    def _text(template, scope):
        whole = re.fullmatch(r"\$\{([^}]+)\}", template)
        if whole:
            return lookup(whole[1], scope)
        return re.sub(r"\$\{([^}]+)\}", lambda found: str(lookup(found[1], scope)), template)

    def _marked(self, template, scope):
        if "$time" in template:
            now = datetime.fromisoformat(scope["now"].replace("Z", "+00:00"))
            return self._as_time(now + timedelta(hours=template["$time"]))
        if "$bytes" in template:
            return self._as_bytes(template["$bytes"])
        if "$jwt" in template:
            return web_identity_token(template["$jwt"])
        if "$repeat" in template:
            return template.get("after", "") + template["$repeat"] * template["times"]
        return self._repeated(template, scope)

    def _repeated(self, template, scope):
        scopes = [{**scope, "i": f"{i:02}"} for i in range(template["times"])]
        if "key" in template:
            return {
                self._text(template["key"], each): self.fill(template["$each"], each)
                for each in scopes
            }
        return [self.fill(template["$each"], each) for each in scopes]


def keep(wishes, answer, scope):
    """Keeps parts of `answer` under names: {"handle": "Messages.0.ReceiptHandle"}."""
    for name, path in wishes.items():
        scope[name] = lookup(path, answer)
