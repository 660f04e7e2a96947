"""What a challenger of a session is asked for, by whoever prepares it and by its own process."""

from hashlib import sha256

from tradecore.contracts.live import SessionRequest
from tradecore.usecases.challenging import challenger_request
from tradecore_workbench.adapters import Adapters


def challenging(adapters: Adapters, request: SessionRequest, model: str) -> SessionRequest:
    """The session of a model beside another one, on an account that nobody else has; raises UnknownName."""
    record = adapters.models.record(model)
    where = f"{adapters.folder}/{request.session}/{model}"
    account = f"SHADOW-{sha256(where.encode()).hexdigest()[:10]}"
    return challenger_request(request, model, record.sha256, account, adapters.catalog)
