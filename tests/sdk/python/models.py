"""What of the cases an old client's own model knows."""

from templates import MARKS, lookup

# What the models that came later call the errors that the models of old clients do not have.
YOUNGER_CODES = {
    "KmsDisabled": "KMS.DisabledException",
    "KmsInvalidState": "KMS.InvalidStateException",
    "KmsNotFound": "KMS.NotFoundException",
    "KmsOptInRequired": "KMS.OptInRequired",
    "KmsThrottled": "KMS.ThrottlingException",
    "KmsAccessDenied": "KMS.AccessDeniedException",
    "KmsInvalidKeyUsage": "KMS.InvalidKeyUsageException",
    "ReplayLimitExceededException": "ReplayLimitExceeded",
    "InvalidStateException": "InvalidState",
    "InvalidContextAssertionException": "InvalidContextAssertion",
}


def code_of(model, error):
    """The code by which a client with this model learns of `error`."""
    for shape in model.error_shapes:
        if shape.name == error:
            return shape.metadata.get("error", {}).get("code", error)
    return YOUNGER_CODES.get(error, error)


def unknown_member(shape, template, parts):
    """The first member in `template` that a client's model does not have."""
    if isinstance(template, list):
        found = (unknown_member(shape.member, each, parts) for each in template)
        return next(filter(None, found), None)
    if not isinstance(template, dict) or any(mark in template for mark in MARKS[:-1]):
        return None
    if "$each" in template:
        return unknown_member(shape.member, template["$each"], parts)
    if "$of" in template:
        template = {**lookup(template["$of"], parts), **template}
        del template["$of"]
    if shape.type_name == "map":
        found = (unknown_member(shape.value, each, parts) for each in template.values())
        return next(filter(None, found), None)
    for name, value in template.items():
        if name not in shape.members:
            return name
        found = unknown_member(shape.members[name], value, parts)
        if found:
            return found
    return None


def without_unknown_members(shape, value):
    """The part of an input or of an answer that a client's model has."""
    if isinstance(value, list):
        return [without_unknown_members(shape.member, each) for each in value]
    if not isinstance(value, dict) or shape.type_name != "structure":
        return value
    return {
        name: without_unknown_members(shape.members[name], each)
        for name, each in value.items()
        if name in shape.members
    }


def why_not(model, call, parts):
    """Why a client with this model (None: it has none) cannot make a call; None where it can."""
    if model is None:
        return "no such service"
    if call.operation not in model.operation_names:
        return "no such operation"
    shape = model.operation_model(call.operation).input_shape
    member = unknown_member(shape, call.template, parts) if shape else None
    return f"no {member}" if member else None
