"""The tests that every old client runs: all cases, and by fault what no case makes go wrong."""

from dataclasses import replace

import coverage
from cases import CASES, ERRORS, GOOD, REQUESTS, Call, provoked
from models import why_not, without_unknown_members
from player import Player


class SharedTests:
    """For a MarketTest whose `make_client()` gives a client of the sandbox there is now."""

    def reasons(self, case):
        """{(service, operation, outcome): why} of calls in a case that the client cannot make."""
        found = {}
        for call in case.calls:
            why = why_not(self.client.model(call.service), call, case.parts)
            if why:
                found[call.service, call.operation, call.fails or "success"] = why
        return found

    def playable(self):
        """The cases without those calls that are to fail and cannot be made; a case of which
        another call cannot be made is left out."""
        for case in CASES:
            reasons = self.reasons(case)
            if any(outcome == "success" for *_, outcome in reasons):
                continue
            yield replace(
                case,
                steps=[
                    step
                    for step in case.steps
                    if not isinstance(step, Call)
                    or (step.service, step.operation, step.fails or "success") not in reasons
                ],
            )

    def missing(self):
        """Why the client cannot make the calls of all cases that it cannot make."""
        return {key: why for case in CASES for key, why in self.reasons(case).items()}

    def test_each_case_goes_as_it_says(self):
        done = set()
        for case in self.playable():
            with self.subTest(service=case.service, title=case.title):
                self.sandbox = self.market.sandbox()
                Player(self, self.make_client(), case.parts).play(case)
                done.update((call.service, call.operation) for call in case.calls if not call.fails)
        for (service, operation, outcome), why in self.missing().items():
            if outcome == "success" and (service, operation) not in done:
                coverage.note(self.client.sdk, service, operation, outcome, "absent", why=why)

    def test_by_fault_each_other_error_of_the_models_is_received_as_what_it_is(self):
        missing = self.missing()
        by_market = provoked(self.playable())
        player = Player(self, self.client, GOOD.parts)
        player.play(GOOD)
        for service, operations in ERRORS.items():
            for operation, errors in operations.items():
                for error in errors:
                    key = (service, operation, error)
                    if key not in by_market:
                        with self.subTest(operation=operation, error=error):
                            self.receive_by_fault(player, key, missing.get(key))

    def receive_by_fault(self, player, key, why):
        service, operation, error = key
        model = self.client.model(service)
        if model is None or operation not in model.operation_names:
            why = "no such operation" if model else "no such service"
            coverage.note(self.client.sdk, *key, "absent", why=why)
            return
        wishes = player.fill(REQUESTS["requests"][service][operation])
        shape = model.operation_model(operation).input_shape
        wishes = without_unknown_members(shape, wishes) if shape else {}
        self.sandbox.faults(
            {"operation": operation, "effect": {"error": error, "message": "because"}}
        )

        said = self.client.fails_with(error, service, operation, wishes, how="fault", why=why)

        self.assertEqual(said, "because")

    def test_the_list_of_errors_has_all_that_this_client_knows(self):
        for service, operations in ERRORS.items():
            model = self.client.model(service)
            for operation in set(operations) & set(model.operation_names if model else ()):
                known = {shape.name for shape in model.operation_model(operation).error_shapes}
                self.assertLessEqual(known, set(operations[operation]), operation)
