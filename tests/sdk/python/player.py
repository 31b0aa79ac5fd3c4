"""Plays a case with the calls of one client."""

from cases import Call
from endpoint import Endpoint
from models import without_unknown_members
from templates import keep as keep_parts


class Player:
    """`client` is a boto3_clients.Boto3 or an awscli_client.AwsCli; `test` has the sandbox."""

    def __init__(self, test, client, parts):
        self._test = test
        self._client = client
        self._sandbox = test.sandbox
        self.scope = {"parts": parts, "account": test.sandbox.account}

    def play(self, case):
        for step in case.steps:
            self.scope["now"] = self._sandbox.now()
            if isinstance(step, Call):
                self._call(step)
            else:
                getattr(self, "_" + next(iter(step)))(**step)
        return self.scope

    def _call(self, call):
        wishes = self.fill(call.template)
        keys = self.scope[call.caller] if call.caller else None
        asked = (call.service, call.operation, wishes)
        if call.fails:
            self._client.fails_with(call.fails, *asked, keys=keys, region=call.region)
            return
        answer = self._client.succeeds(*asked, keys=keys, region=call.region)
        if call.gives:
            model = self._client.model(call.service).operation_model(call.operation)
            wanted = without_unknown_members(model.output_shape, self.fill(call.gives))
            self._holds(answer, wanted, call.operation)
        keep_parts(call.keep, answer, self.scope)

    def fill(self, template):
        return self._client.templates.fill(template, self.scope)

    def _holds(self, answer, wanted, place):
        """What is written in `wanted` of an answer; it may say more."""
        if isinstance(wanted, dict):
            for name, each in wanted.items():
                self._test.assertIn(name, answer, place)
                self._holds(answer[name], each, f"{place}.{name}")
        elif isinstance(wanted, list):
            self._test.assertEqual(len(answer), len(wanted), f"{place}: {answer}")
            for given, each in zip(answer, wanted):
                self._holds(given, each, place)
        else:
            self._test.assertEqual(answer, wanted, place)

    def _knows(self, knows):
        self.scope[knows] = self._sandbox.control("PUT", f"/buyers/{knows}", {})

    def _buys(self, buys, product, keep=None, **purchase):
        agreement = self._sandbox.buyer(buys, product, **self.fill(purchase))
        buyer = self._sandbox.control("PUT", f"/buyers/{buys}", {})
        self.scope[keep or buys] = {**buyer, **agreement}

    def _token(self, token):
        self.scope["token"] = self._sandbox.token(self.scope[token])

    def _advance(self, advance):
        self._sandbox.advance(advance)

    def _fault(self, fault, effect):
        self._sandbox.faults({"operation": fault, "effect": effect})

    def _control(self, control, keep=None):
        method, path, body = control
        answer = self._sandbox.control(method, self.fill(path), self.fill(body))
        keep_parts(keep or {}, answer, self.scope)

    def _listens(self, listens):
        self.scope["listener"] = endpoint = Endpoint()
        self._test.addCleanup(endpoint.close)
        self.scope[listens] = endpoint.url

    def _hears(self, hears, keep):
        keep_parts(keep, self.scope["listener"].message(hears), self.scope)
