"""Check a payload against an endpoint's input model, and say every fault at once."""

from __future__ import annotations

from pydantic import ValidationError

from .errors import InvalidInput
from .models import ClosedInput


def check_payload(endpoint: str, model: type[ClosedInput], value: object) -> ClosedInput:
    """Return an input as a model; a model is checked again, since it may have been made without checks.

    Raises:
        InvalidInput: every fault at once.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        from .payload_faults import payload_faults

        faults = tuple(payload_faults(error, value, model))
        raise InvalidInput(faults, endpoint=endpoint) from None
