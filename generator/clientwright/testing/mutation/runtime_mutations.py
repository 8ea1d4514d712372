"""The mutations of the runtime: small edits of the files that every generated package contains."""

from __future__ import annotations

from clientwright.testing.mutation.input_mutations import INPUT_MUTATIONS
from clientwright.testing.mutation.request_id_mutations import REQUEST_ID_MUTATIONS
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation
from clientwright.testing.mutation.submit_mutations import SUBMIT_MUTATIONS
from clientwright.testing.mutation.transport_mutations import TRANSPORT_MUTATIONS
from clientwright.testing.mutation.waiting_mutations import WAITING_MUTATIONS

RUNTIME_MUTATIONS: tuple[RuntimeMutation, ...] = (
    *INPUT_MUTATIONS,
    *SUBMIT_MUTATIONS,
    *REQUEST_ID_MUTATIONS,
    *WAITING_MUTATIONS,
    *TRANSPORT_MUTATIONS,
)
"""Every mutation of the runtime."""
